namespace Atelier.Sql;

/// <summary>Names for the columns of a frame.</summary>
internal static class ColumnNames
{
    /// <summary>A frame has no two columns of one name: the second `x` is called `x_1`, or `x_2` where another is `x_1`.</summary>
    public static string[] Distinct(string[] names)
    {
        var taken = new HashSet<string>(names);
        var seen = new HashSet<string>();
        var distinct = new string[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            distinct[i] = names[i];
            for (var number = 1; !seen.Add(distinct[i]); number++)
            {
                distinct[i] = $"{names[i]}_{number}";
                if (taken.Contains(distinct[i]))
                {
                    distinct[i] = names[i];
                }
            }
        }

        return distinct;
    }
}
