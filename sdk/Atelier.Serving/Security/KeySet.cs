using System.Collections.Frozen;
using System.Threading.RateLimiting;

namespace Atelier.Serving;

/// <summary>Keys by the hashes of their secrets, and what they have used of their rates. Its keys never change.</summary>
internal sealed class KeySet
{
    private readonly FrozenDictionary<string, Entry> _entries;

    private KeySet(IReadOnlyList<ApiKey> apiKeys, IReadOnlyList<ApiKey> adminKeys, FrozenDictionary<string, Entry> entries) =>
        (ApiKeys, AdminKeys, _entries) = (apiKeys, adminKeys, entries);

    /// <summary>No keys.</summary>
    public static KeySet None { get; } = new([], [], FrozenDictionary<string, Entry>.Empty);

    /// <summary>The keys of callers.</summary>
    public IReadOnlyList<ApiKey> ApiKeys { get; }

    /// <summary>The keys of administrators.</summary>
    public IReadOnlyList<ApiKey> AdminKeys { get; }

    /// <summary>Takes keys; one that stays keeps what it has used of its rate.</summary>
    /// <exception cref="ArgumentException">Two keys have one hash.</exception>
    public static KeySet Of(IReadOnlyList<ApiKey> apiKeys, IReadOnlyList<ApiKey> adminKeys, KeySet before)
    {
        (ApiKey Key, bool IsAdmin)[] all = [.. apiKeys.Select(key => (key, false)), .. adminKeys.Select(key => (key, true))];
        if (all.GroupBy(entry => entry.Key.Hash).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException(
                $"The keys {string.Join(" and ", twice.Select(entry => $"`{entry.Key.Name}`"))} have one hash; expected a secret for each.", nameof(apiKeys));
        }

        return new KeySet(apiKeys, adminKeys, all.ToFrozenDictionary(entry => entry.Key.Hash, entry => before.Kept(entry.Key, entry.IsAdmin)));
    }

    /// <summary>The key with a secret; null where there is none.</summary>
    public Entry? Find(string secret) => _entries.GetValueOrDefault(ApiKey.HashOf(secret));

    private Entry Kept(ApiKey key, bool isAdmin) =>
        _entries.GetValueOrDefault(key.Hash) is { } old && (old.Key.RequestsPerSecond, old.Key.Burst) == (key.RequestsPerSecond, key.Burst)
            ? new Entry(key, isAdmin, old.Limiter)
            : new Entry(key, isAdmin, Limiter(key));

    private static TokenBucketRateLimiter? Limiter(ApiKey key)
    {
        if (key.RequestsPerSecond is not { } rate)
        {
            return null;
        }

        // One token a period, so that any rate is met.
        var tokens = Math.Max(1, (int)(rate / 1000));
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = key.Burst,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds(tokens / rate),
            QueueLimit = 0,
            // No timer: it would outlive a key that is rotated out.
            AutoReplenishment = false,
        });
    }

    /// <summary>A key and what it has used.</summary>
    public sealed record Entry(ApiKey Key, bool IsAdmin, TokenBucketRateLimiter? Limiter);
}
