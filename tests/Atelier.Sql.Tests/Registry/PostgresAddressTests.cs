using Npgsql;

namespace Atelier.Sql.Tests.Registry;

public sealed class PostgresAddressTests
{
    [Fact]
    public void Parse_Url_TakesEachPart()
    {
        var settings = PostgresAddress.Parse(
            "postgresql://ana%40home:p%3Aw@db.example.org:6432/my%20models?sslmode=verify-full&connect_timeout=3&application_name=x");

        Assert.Equal(("db.example.org", 6432, "my models"), (settings.Host, settings.Port, settings.Database));
        Assert.Equal(("ana@home", "p:w"), (settings.Username, settings.Password));
        Assert.Equal((SslMode.VerifyFull, 3, "x"), (settings.SslMode, settings.Timeout, settings.ApplicationName));
        Assert.Equal("db.example.org:6432/my models", PostgresAddress.Describe(settings));
    }

    [Fact]
    public void Parse_UrlOfASocket_TakesTheHostFromTheSettings()
    {
        var settings = PostgresAddress.Parse("postgres:///models?host=/run/postgresql&user=ana");

        Assert.Equal(("/run/postgresql", 5432, "ana", "models"), (settings.Host, settings.Port, settings.Username, settings.Database));
    }

    [Fact]
    public void Parse_UrlOfAnIPv6Address_TakesItWithoutBrackets() =>
        Assert.Equal("::1", PostgresAddress.Parse("postgresql://[::1]/models").Host);

    [Theory]
    [InlineData("postgresql://ana:se#cret@h/models?sslmode", "")]
    [InlineData("postgresql://h/models?ssl=1", "It has the setting `ssl`; expected host, port, user, ")]
    [InlineData("postgresql://h/models?sslmode=maybe", "")]
    [InlineData("postgresql://h:port/models", "It is no URL")]
    [InlineData("postgresql:///models", "names no host")]
    [InlineData("Database=models", "names no host")]
    [InlineData("Host=h;Secret=1", "")]
    [InlineData("models", "")]
    public void Parse_WhatIsNoAddress_SaysWhatIsExpected(string text, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => PostgresAddress.Parse(text));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        const string form = "xpected postgresql://USER@HOST:PORT/DATABASE or Host=...;Username=...;Database=...";
        Assert.Contains(form, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cret@h", error.Message, StringComparison.Ordinal);
    }
}
