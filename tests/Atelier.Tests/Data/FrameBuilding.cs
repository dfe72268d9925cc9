using Atelier.Data;
using Microsoft.Data.Analysis;

namespace Atelier.Tests.Data;

/// <summary>Frames written in a line, and their profiles as long as the test runs.</summary>
internal static class FrameBuilding
{
    /// <summary>Adds a column of text with a value for each row.</summary>
    public static DataFrame With(this DataFrame frame, string name, Func<int, string?> value)
    {
        frame.Columns.Add(new StringDataFrameColumn(name, Enumerable.Range(0, (int)frame.Rows.Count).Select(value)));
        return frame;
    }

    public static DataProfile Profiled(this DataFrame frame, string? label = null, ProfileOptions? options = null) =>
        frame.Profile(label, options, TestContext.Current.CancellationToken);

    public static DataProfile Profiled(this Dataset data) => data.Profile(cancellationToken: TestContext.Current.CancellationToken);
}
