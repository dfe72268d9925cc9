using System.Globalization;
using Atelier.Packaging;

namespace Atelier.Registry;

/// <summary>The names that models, aliases and tags may have.</summary>
internal static class RegistryNames
{
    private const int Longest = 64;

    public static void EnsureModel(string model) => ModelPackage.EnsureName(model);

    public static void EnsureAlias(string alias)
    {
        ArgumentException.ThrowIfNullOrEmpty(alias);
        if (alias.Length > Longest || !char.IsAsciiLetter(alias[0]) || !alias.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            throw new ArgumentException(
                $"`{alias}` is no name of an alias; expected at most {Longest} letters, digits, '.', '_' and '-', the first a letter.", nameof(alias));
        }
    }

    public static void EnsureTags(IEnumerable<KeyValuePair<string, string?>> tags)
    {
        const int longestText = 1000;
        foreach (var (name, text) in tags)
        {
            if (name.Length is 0 or > Longest || name.Any(char.IsControl))
            {
                throw new ArgumentException($"`{name}` is no name of a tag; expected 1 to {Longest} characters without control characters.", nameof(tags));
            }

            if (text is { Length: > longestText })
            {
                throw new ArgumentException($"The tag `{name}` has {text.Length} characters; expected at most {longestText}. Keep long texts in the model card.", nameof(tags));
            }
        }
    }

    /// <summary>The number that a reference is; null for an alias.</summary>
    public static int? Number(string reference)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        if (int.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        EnsureAlias(reference);
        return null;
    }
}
