using Microsoft.Data.Analysis;

namespace Atelier.Sql.Tests.Querying;

/// <summary>Whole rows of large frames give what the same query gives over a store, where nothing is known of frames.</summary>
public sealed class RowQueryTests
{
    private const int Rows = 20_011;

    public static TheoryData<string> Queries =>
    [
        "select * from frame",
        "from frame",
        "select * from frame order by key desc nulls first, id",
        "select * from frame where number > 1000 and text is not null",
        "select * from frame where id < 0",
        "select * from frame order by number, id limit 7000 offset 3",
        "select * from frame f join others o on f.key = o.key order by f.id",
        "select * from frame join others using (key) order by id",
        "select * from frame left join others using (key) order by id",
        "select * from others join frame using (key) where note like 'note%' order by id",
        "select * from frame left join others using (key) left join \"more rows\" using (id) order by id",
        "select * from frame join others using (key) order by (case when id > 5 then id else -id end)",

        // Not of that kind, though close to it.
        "select * from frame order by 2, id",
        "select * from frame order by all",
        "select distinct * from frame order by id",
        "select id, text from frame order by id",
        "select *, id + 1 as next from frame order by id",
        "select * exclude (text) from frame order by id",
        "select * replace (id + 1 as id) from frame order by id",
        "select * from frame natural join others order by id",
        "select * from frame full join others using (key) order by id, note",
        "select * from frame right join others using (key) order by id, note",
        "select * from frame semi join others using (key) order by id",
        "select * from frame a join frame b using (id) order by id",
        "select * from frame where id in (select id from \"more rows\") order by id",
        "select * from frame where frame is not null order by id",
        "select * from frame qualify row_number() over (partition by key order by id) = 1 order by id",
        "with frame as (select * from others) select * from frame order by key, note",
        "select * from (select * from frame) order by id",
        "select * from frame union select * from frame order by id",
        "select * from frame where columns(*) is not null order by id",
        "select count(*) from frame",
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Query_OfLargeFrames_IsTheSameAsOverAStore(string sql)
    {
        var (frame, others, more) = Frames();
        using var store = new TableStore();
        using var first = store.Add("frame", frame);
        using var second = store.Add("others", others);
        using var third = store.Add("more rows", more);
        using var expected = store.Query(sql);

        var actual = frame.Query(sql, ("others", others), ("more rows", more));

        TestFrames.AssertSame(expected.Rows(), actual);
    }

    [Fact]
    public void Query_WholeRows_SharesTheTextsOfTheFrame()
    {
        var (frame, _, _) = Frames();

        var last = frame.Query("select * from frame where text is not null order by id desc");

        var row = (int)last["id"][0];
        Assert.Same(frame["text"][row], last["text"][0]);
    }

    [Fact]
    public void Query_WholeRowsOfAllTypes_KeepsTypesAndNulls()
    {
        var rows = new Int32DataFrameColumn("rows", Enumerable.Range(0, Rows).Select(i => i % 3));
        var many = new DataFrame(TestFrames.AllTypes().Columns.Select(column => column.Clone(rows)));

        var same = many.Query("select * from frame");

        TestFrames.AssertSame(many, same);
    }

    [Fact]
    public void Query_WholeRowsThatFail_TellsTheError()
    {
        var (frame, _, _) = Frames();

        var error = Assert.Throws<InvalidDataException>(() => frame.Query("select * from frame where cast(key as int) > 1"));

        Assert.Contains("Conversion Error: Could not convert string 'key ", error.Message, StringComparison.Ordinal);
        Assert.Contains("LINE 1: select * from frame where cast(key as int) > 1", error.Message, StringComparison.Ordinal);
    }

    private static (DataFrame Frame, DataFrame Others, DataFrame More) Frames()
    {
        var frame = TestFrames.Numbered(Rows);
        frame.Columns.Add(new StringDataFrameColumn("key", Enumerable.Range(0, Rows).Select(i => i % 11 == 0 ? null : $"key {i * 7 % 10}")));
        frame.Columns.Add(new PrimitiveDataFrameColumn<short>("small", Enumerable.Range(0, Rows).Select(i => (short)i)));
        var others = new DataFrame(
            new StringDataFrameColumn("note", Enumerable.Range(0, 8).Select(i => i == 3 ? null : $"note number {i}")),
            new StringDataFrameColumn("key", Enumerable.Range(0, 8).Select(i => $"key {i}")),
            new DoubleDataFrameColumn("Weight", Enumerable.Range(0, 8).Select(i => i == 5 ? (double?)null : i / 3.0)));
        var more = new DataFrame(
            new Int32DataFrameColumn("id", Enumerable.Range(0, Rows / 2).Select(i => i * 2)),
            new StringDataFrameColumn("text", Enumerable.Range(0, Rows / 2).Select(i => $"more {i % 100}")));
        return (frame, others, more);
    }
}
