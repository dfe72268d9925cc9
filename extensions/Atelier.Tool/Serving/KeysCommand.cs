using System.CommandLine;
using System.Globalization;
using Atelier.Serving;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary><c>atelier keys add|list|remove FILE</c>: the files of keys that <c>atelier serve --keys</c> follows.</summary>
internal sealed class KeysCommand : Command
{
    private const double LongestDays = 36_500;
    private const string Codes = "Exit codes: 0 done; 2 wrong usage, or a file that is missing or damaged.";

    public KeysCommand(ToolHost host)
        : base("keys", "Makes, lists and removes the API keys of a server. A file holds the hashes of keys only.")
    {
        Add(Adding(host));
        var (file, removed) = (File(), Owner());
        var list = new Command("list", $"Lists the keys of a file.\n{Codes}") { file };
        list.SetAction(parsed => Guard(host, () => List(host, parsed.GetRequiredValue(file))));
        Add(list);
        var from = File();
        var remove = new Command("remove", $"Removes a key; a server that follows the file lets it in no more.\n{Codes}") { from, removed };
        remove.SetAction(parsed => Guard(host, () => Remove(host, parsed.GetRequiredValue(from), parsed.GetRequiredValue(removed))));
        Add(remove);
    }

    private static Command Adding(ToolHost host)
    {
        var (file, name) = (File(), Owner());
        var days = new Option<double?>("--days") { Description = "How many days it lets in. Default: for ever.", HelpName = "N" };
        var rate = new Option<double?>("--rate") { Description = "How many requests a second it may make. Default: any number.", HelpName = "N" };
        var burst = new Option<int?>("--burst") { Description = "How many requests it may make at once before the rate holds it back. Default: 10.", HelpName = "N" };
        var models = new Option<string[]>("--model") { Description = "A model that it may use; may be repeated. Default: all.", HelpName = "NAME" };
        var add = new Command("add", $"Makes a key, adds it to a file, and writes its secret to the standard output, this once.\n{Codes}") { file, name, days, rate, burst, models };
        add.SetAction(parsed => Guard(host, () =>
        {
            var (key, secret) = ApiKey.Create(parsed.GetRequiredValue(name));
            Make(host, parsed.GetRequiredValue(file), secret, key with
            {
                ExpiresAt = parsed.GetValue(days) is { } given ? End(given) : null,
                RequestsPerSecond = parsed.GetValue(rate),
                Burst = parsed.GetValue(burst) ?? key.Burst,
                Models = parsed.GetValue(models) is { Length: > 0 } named ? named : null,
            });
        }));
        return add;
    }

    private static Argument<string> File() => new("FILE") { Description = "The file of keys; `add` makes it where there is none." };

    private static Argument<string> Owner() => new("NAME") { Description = "Whose the key is, such as `checkout service`." };

    private static DateTimeOffset End(double days) => days is > 0 and <= LongestDays
        ? DateTimeOffset.UtcNow.AddDays(days)
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"--days is {days}; expected a number above 0, at most {LongestDays}."));

    private static void Make(ToolHost host, string path, string secret, ApiKey key)
    {
        IReadOnlyList<ApiKey> keys = System.IO.File.Exists(path) ? ApiKeyFile.Read(path) : [];
        if (keys.Any(known => known.Name == key.Name))
        {
            throw new ArgumentException($"`{path}` has a key `{key.Name}` already; expected another name, such as one with the month, so that the two can be told apart.");
        }

        ApiKeyFile.Write(path, [.. keys, key]);
        host.Out.WriteLine(secret);
        host.Error.WriteLine($"The key `{key.Name}` is in {path}. Its secret is above, and is not kept: whoever uses it sends `Authorization: Bearer SECRET`.");
    }

    private static void List(ToolHost host, string path)
    {
        foreach (var key in ApiKeyFile.Read(path))
        {
            var facts = new List<string>();
            if (key.ExpiresAt is { } end)
                facts.Add($"{(end <= DateTimeOffset.UtcNow ? "expired" : "until")} {end.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}");
            if (key.RequestsPerSecond is { } rate)
                facts.Add(string.Create(CultureInfo.InvariantCulture, $"{rate} requests a second, {key.Burst} at once"));
            if (key.Models is { } models)
                facts.Add(string.Join(", ", models));
            host.Out.WriteLine(facts.Count == 0 ? key.Name : $"{key.Name}: {string.Join("; ", facts)}");
        }
    }

    private static void Remove(ToolHost host, string path, string name)
    {
        var keys = ApiKeyFile.Read(path);
        if (keys.All(key => key.Name != name))
        {
            throw new ArgumentException($"`{path}` has no key `{name}`; it has {(keys.Count == 0 ? "none" : string.Join(", ", keys.Select(key => $"`{key.Name}`")))}.");
        }

        ApiKeyFile.Write(path, [.. keys.Where(key => key.Name != name)]);
        host.Out.WriteLine($"The key `{name}` is no longer in {path}.");
    }

    private static int Guard(ToolHost host, Action action)
    {
        try
        {
            action();
            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            host.Error.WriteLine(exception.Message, new Style(Color.Red));
            return ExitCodes.Usage;
        }
    }
}
