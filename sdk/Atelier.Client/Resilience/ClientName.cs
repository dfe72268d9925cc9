namespace Atelier.Client;

/// <summary>The name of a client among an application's services.</summary>
internal sealed record ClientName(string Name)
{
    /// <summary>The name of its <see cref="HttpClient"/>, which no other library uses.</summary>
    public static string OfHttp(string name) => $"Atelier.Client/{name}";
}
