using System.Text;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Reads text files of one table into a frame.</summary>
/// <remarks>
/// One thread cuts the text into values while another reads them as what their columns hold; only what a frame keeps stays in memory. A
/// column whose type turns out to be text late is read again.
/// </remarks>
/// <param name="files">The files, one below the other.</param>
/// <param name="options">How they are written.</param>
/// <param name="rejects">Where lines go that cannot be read; null throws at the first.</param>
internal sealed class CsvReader(IReadOnlyList<string> files, CsvOptions options, List<CsvReject>? rejects)
{
    private readonly HashSet<(string File, long Line)> _rejected = [];
    private CsvColumn?[] _columns = [];
    private string[]? _names;
    private bool _again;

    public DataFrame Read()
    {
        try
        {
            foreach (var file in files)
            {
                ReadFile(file);
            }

            CheckTypes();
            return new DataFrame(WithLateTexts());
        }
        finally
        {
            Release(_columns);
        }
    }

    private DataFrameColumn[] WithLateTexts()
    {
        var first = _columns;
        if (Array.Exists(first, column => column!.IsLateText))
        {
            _again = true;
            _columns = [.. first.Select(column => column!.IsLateText ? new DeclaredColumn(column.Name, ColumnType.String) : null)];
            try
            {
                foreach (var file in files)
                {
                    ReadFile(file);
                }

                return Workers.Make(first.Length, i => (_columns[i] ?? first[i])!.Build());
            }
            finally
            {
                Release(first);
            }
        }

        return Workers.Make(first.Length, i => first[i]!.Build());
    }

    private void ReadFile(string file)
    {
        using var stream = TextSource.Open(file, options.Encoding);
        var format = new CsvFormat(options, Separators.Choose(options, file, stream.First));
        var tokenizer = new CsvTokenizer(stream, file, format);
        var (current, next) = (new CsvBlock(), new CsvBlock());
        var more = tokenizer.Read(current, options.Header ? 1 : int.MaxValue);
        var places = Places(file, current, tokenizer.Width);
        if (options.Header)
        {
            more = tokenizer.Read(current);
        }

        while (more)
        {
            var (block, free) = (current, next);
            var reading = Task.Run(() => tokenizer.Read(free));
            try
            {
                Add(file, block, places, format);
            }
            catch
            {
                // What is wrong in an earlier line is told first, but the other thread must be done with the file.
                Task.WaitAny(reading);
                throw;
            }

            more = reading.GetAwaiter().GetResult();
            (current, next) = (next, current);
        }
    }

    /// <summary>Reads the names of columns, and gives the place in the file of each column of the table.</summary>
    private int[] Places(string file, CsvBlock block, int width)
    {
        if (block.Rejects.Count > 0 && (options.Header || block.Rows.Count == 0))
        {
            throw block.Rejects[0].ToException();
        }

        if (block.Rows.Count == 0)
        {
            throw new InvalidDataException($"`{file}` is empty; expected {(options.Header ? "a first line with the names of the columns" : "at least one line")}.");
        }

        var names = new string[width];
        for (var i = 0; i < width; i++)
        {
            var name = options.Header ? Encoding.UTF8.GetString(block.Field(0, i)) : "";
            names[i] = name.Length > 0 ? name : $"column{i}";
        }

        CheckNames(file, names, block.Rows[0].Line);
        if (_columns.Length == 0)
        {
            _columns = [.. names.Select(NewColumn)];
        }

        return Match(file, names, block.Rows[0].Line);
    }

    private CsvColumn NewColumn(string name) =>
        options.Types.TryGetValue(name, out var type) ? new DeclaredColumn(name, type) : new InferredColumn(name);

    private static void CheckNames(string file, string[] names, long line)
    {
        var places = new Dictionary<string, int>();
        for (var i = 0; i < names.Length; i++)
        {
            if (!places.TryAdd(names[i], i))
            {
                throw new InvalidDataException(
                    $"`{file}`, line {line}, column {i + 1}: the name `{names[i]}` is also that of column {places[names[i]] + 1}; expected different names. "
                    + "Rename one in the file, or set CsvOptions.Header to false and leave the first row out.");
            }
        }
    }

    private int[] Match(string file, string[] names, long line)
    {
        var wanted = _names ??= names;
        var missing = wanted.Except(names).FirstOrDefault();
        var surplus = names.Except(wanted).FirstOrDefault();
        if (missing is not null || surplus is not null)
        {
            throw new InvalidDataException(
                $"`{file}`, line {line}: the columns are not those of `{files[0]}`: "
                + (missing is not null ? $"`{missing}` is missing" : $"`{surplus}` is not there") + ". Read files of different columns one by one.");
        }

        var places = names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        return [.. wanted.Select(name => places[name])];
    }

    private void CheckTypes()
    {
        var unknown = options.Types.Keys.Except(_names!).FirstOrDefault();
        if (unknown is not null)
        {
            throw new ArgumentException(
                $"`Types` names the column `{unknown}`; `{files[0]}` has {string.Join(", ", _names!.Take(50).Select(name => $"`{name}`"))}.", "options");
        }
    }

    private void Add(string file, CsvBlock block, int[] places, CsvFormat format)
    {
        if (rejects is not null)
        {
            LeaveOut(file, block, places, format);
        }

        var first = rejects is null ? block.Rejects.FirstOrDefault() : null;
        for (var i = 0; i < _columns.Length; i++)
        {
            var misfit = _columns[i]?.Append(block, places[i], format) ?? -1;
            if (misfit >= 0 && (first is null || block.Rows[misfit].Line < first.Line))
            {
                first = Misfit(file, block, misfit, i, places[i]);
            }
        }

        if (first is not null)
        {
            throw first.ToException();
        }
    }

    private void LeaveOut(string file, CsvBlock block, int[] places, CsvFormat format)
    {
        var bad = new bool[block.Rows.Count];
        if (_again)
        {
            for (var row = 0; row < bad.Length; row++)
            {
                bad[row] = _rejected.Contains((file, block.Rows[row].Line));
            }
        }
        else
        {
            var found = new List<CsvReject>(block.Rejects);
            for (var i = 0; i < _columns.Length; i++)
            {
                _columns[i]!.FindMisfits(block, places[i], format, row =>
                {
                    if (!bad[row])
                    {
                        bad[row] = true;
                        found.Add(Misfit(file, block, row, i, places[i]));
                        _rejected.Add((file, block.Rows[row].Line));
                    }
                });
            }

            rejects!.AddRange(found.OrderBy(reject => reject.Line));
        }

        if (Array.IndexOf(bad, true) >= 0)
        {
            block.Remove(bad);
        }
    }

    private CsvReject Misfit(string file, CsvBlock block, int row, int column, int place)
    {
        var text = Encoding.UTF8.GetString(block.Field(row, place));
        var shown = text.Length > 100 ? text[..100] + "..." : text;
        return new CsvReject(
            file, block.Rows[row].Line, place + 1, $"found `{shown}` in `{_columns[column]!.Name}`; expected {_columns[column]!.Expected}.", block.RowText(row));
    }

    private static void Release(CsvColumn?[] columns)
    {
        foreach (var column in columns)
        {
            column?.Dispose();
        }
    }
}
