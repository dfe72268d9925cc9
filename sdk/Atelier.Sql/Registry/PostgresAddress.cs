using System.Globalization;
using Npgsql;

namespace Atelier.Sql;

/// <summary>Where a database of PostgreSQL is and who asks, from what a user gives.</summary>
internal static class PostgresAddress
{
    private const string Expected = "postgresql://USER@HOST:PORT/DATABASE or Host=...;Username=...;Database=...";

    private static readonly string[] Schemes = ["postgresql", "postgres"];

    // What libpq calls the settings, and what Npgsql calls them.
    private static readonly Dictionary<string, string> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = "Host",
        ["port"] = "Port",
        ["user"] = "Username",
        ["password"] = "Password",
        ["dbname"] = "Database",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["options"] = "Options",
        ["passfile"] = "Passfile",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["target_session_attrs"] = "Target Session Attributes",
    };

    /// <summary>True for the address of a database rather than the path of a folder.</summary>
    public static bool IsUrl(string text) => Schemes.Any(scheme => text.StartsWith($"{scheme}://", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads an address such as <c>postgresql://ana@db.example.org/models?sslmode=require</c>, or settings of Npgsql.</summary>
    /// <exception cref="ArgumentException">It is neither, or names no server.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = IsUrl(text) ? OfUrl(text) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            // Not the text itself: it may hold a password.
            throw new ArgumentException(
                $"The address of the PostgreSQL database cannot be read: {error.Message} Expected {Expected}", nameof(text), error);
        }

        return string.IsNullOrEmpty(settings.Host)
            ? throw new ArgumentException($"The address of the PostgreSQL database names no host; expected {Expected}", nameof(text))
            : settings;
    }

    /// <summary>The address without a password, for messages.</summary>
    public static string Describe(NpgsqlConnectionStringBuilder settings) =>
        string.Create(CultureInfo.InvariantCulture, $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}");

    private static NpgsqlConnectionStringBuilder OfUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw new FormatException("It is no URL; characters such as @, / and # in a name or password are written as %40, %2F and %23.");
        }

        var settings = new NpgsqlConnectionStringBuilder();
        if (url.Host.Length > 0)
        {
            settings.Host = Uri.UnescapeDataString(url.Host.Trim('[', ']'));
        }

        if (url.Port > 0)
        {
            settings.Port = url.Port;
        }

        if (url.UserInfo.Length > 0)
        {
            var user = url.UserInfo.Split(':', 2);
            settings.Username = Uri.UnescapeDataString(user[0]);
            if (user.Length > 1)
            {
                settings.Password = Uri.UnescapeDataString(user[1]);
            }
        }

        if (url.AbsolutePath.Length > 1)
        {
            settings.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        }

        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            Set(settings, Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return settings;
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        if (!Settings.TryGetValue(name, out var keyword))
        {
            throw new FormatException($"It has the setting `{name}`; expected {string.Join(", ", Settings.Keys)}.");
        }

        // verify-full is VerifyFull there.
        settings[keyword] = keyword == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
    }
}
