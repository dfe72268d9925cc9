using System.Text.Json;

namespace Atelier.Sql;

/// <summary>
/// Finds the queries whose result is whole rows of their frames, chosen and ordered: <c>select * from a [join b ...] [where ...] [order by
/// ...] [limit ...]</c>. Only the numbers of those rows need to go through DuckDB; the values are in the frames.
/// </summary>
/// <remarks>It works on the syntax tree that DuckDB gives, and accepts only what it knows: for all else the answer is null, and the query runs as it is.</remarks>
internal static class WholeRows
{
    private static readonly string[] Expressions = ["COLUMN_REF", "CONSTANT", "COMPARISON", "CONJUNCTION", "OPERATOR", "FUNCTION", "CAST", "BETWEEN", "CASE"];

    /// <summary>The tables in the order in which <c>*</c> lists their columns, each with the columns that it leaves out; null if the query is another one.</summary>
    /// <param name="tree">The query as <c>json_serialize_sql</c> writes it.</param>
    /// <param name="isColumn">Whether one of the frames has such a column.</param>
    public static IReadOnlyList<(string Table, string[] Without)>? Find(string tree, Predicate<string> isColumn)
    {
        using var document = JsonDocument.Parse(tree);
        if (!document.RootElement.TryGetProperty("statements", out var statements) || statements.GetArrayLength() != 1)
        {
            return null;
        }

        var node = statements[0].GetProperty("node");
        var tables = new List<(string, string[])>();
        return Is(node, "type", "SELECT_NODE")
            && IsEmpty(node.GetProperty("cte_map").GetProperty("map"))
            && IsStar(node.GetProperty("select_list"))
            && IsEmpty(node.GetProperty("group_expressions")) && IsEmpty(node.GetProperty("group_sets"))
            && Is(node, "aggregate_handling", "STANDARD_HANDLING")
            && IsNull(node, "having") && IsNull(node, "sample") && IsNull(node, "qualify")
            && AddTables(node.GetProperty("from_table"), [], tables, isColumn)
            && IsPlain(node.GetProperty("where_clause"), isColumn)
            && node.GetProperty("modifiers").EnumerateArray().All(modifier => IsPlainModifier(modifier, isColumn)) ? tables : null;
    }

    private static bool IsStar(JsonElement list) => list.GetArrayLength() == 1 && list[0] is var star
        && Is(star, "class", "STAR") && Is(star, "alias", "") && Is(star, "relation_name", "") && IsNull(star, "expr")
        && star.GetProperty("columns").ValueKind == JsonValueKind.False
        && star.EnumerateObject().All(property => property.Value.ValueKind != JsonValueKind.Array || IsEmpty(property.Value));

    private static bool AddTables(JsonElement table, string[] without, List<(string Table, string[] Without)> tables, Predicate<string> isColumn)
    {
        if (Is(table, "type", "BASE_TABLE"))
        {
            tables.Add((table.GetProperty("table_name").GetString()!, without));
            return Is(table, "schema_name", "") && Is(table, "catalog_name", "") && IsNull(table, "sample") && IsNull(table, "at_clause")
                && IsEmpty(table.GetProperty("column_name_alias"));
        }

        // Where both tables stand side by side, a column of USING is that of the left one.
        return Is(table, "type", "JOIN")
            && (Is(table, "join_type", "INNER") || Is(table, "join_type", "LEFT"))
            && Is(table, "ref_type", "REGULAR") && Is(table, "alias", "") && IsNull(table, "sample")
            && IsPlain(table.GetProperty("condition"), isColumn)
            && AddTables(table.GetProperty("left"), without, tables, isColumn)
            && Is(table.GetProperty("right"), "type", "BASE_TABLE")
            && AddTables(table.GetProperty("right"), [.. table.GetProperty("using_columns").EnumerateArray().Select(name => name.GetString()!)], tables, isColumn);
    }

    private static bool IsPlainModifier(JsonElement modifier, Predicate<string> isColumn) =>
        Is(modifier, "type", "LIMIT_MODIFIER")
            ? IsPlain(modifier.GetProperty("limit"), isColumn) && IsPlain(modifier.GetProperty("offset"), isColumn)
            : Is(modifier, "type", "ORDER_MODIFIER")
            && modifier.GetProperty("orders").EnumerateArray().All(order =>
                !Is(order.GetProperty("expression"), "class", "CONSTANT") && IsPlain(order.GetProperty("expression"), isColumn));

    /// <summary>Whether an expression is made of columns of the frames and of what does not look at their rows as a whole.</summary>
    private static bool IsPlain(JsonElement element, Predicate<string> isColumn) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().All(item => IsPlain(item, isColumn)),
        JsonValueKind.Object =>
            (!element.TryGetProperty("class", out var kind) || Expressions.Contains(kind.GetString()))
            && (!element.TryGetProperty("column_names", out var names) || isColumn(names[names.GetArrayLength() - 1].GetString()!))
            && element.EnumerateObject().All(property => IsPlain(property.Value, isColumn)),
        _ => true,
    };

    private static bool Is(JsonElement element, string property, string value) =>
        element.TryGetProperty(property, out var found) && found.ValueKind == JsonValueKind.String && found.GetString() == value;

    private static bool IsNull(JsonElement element, string property) => element.GetProperty(property).ValueKind == JsonValueKind.Null;

    private static bool IsEmpty(JsonElement array) => array.GetArrayLength() == 0;
}
