namespace Atelier.Sql.Tests;

/// <summary>The PostgreSQL that <c>.ci/run</c> starts.</summary>
internal static class PostgresServer
{
    /// <summary>How to connect to it, as one who may do everything; the test is skipped where there is none.</summary>
    public static string Settings
    {
        get
        {
            var server = Environment.GetEnvironmentVariable("ATELIER_TEST_POSTGRES");
            Assert.SkipUnless(
                server is not null,
                "ATELIER_TEST_POSTGRES, the connection string of a PostgreSQL server, is not set; .ci/run sets it when it is root.");
            return server;
        }
    }
}
