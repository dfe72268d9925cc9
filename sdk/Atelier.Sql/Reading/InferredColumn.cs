namespace Atelier.Sql;

/// <summary>A column whose type is the narrowest that fits all its values.</summary>
internal sealed class InferredColumn(string name) : CsvColumn(name)
{
    private Kind _kind;

    private enum Kind
    {
        Missing,
        Bool,
        Whole,
        Big,
        Real,
        Day,
        Local,
        Zoned,
        Text,
    }

    public override bool IsLateText => _kind == Kind.Text && Values is MissingValues;

    protected override int Append(CsvBlock block, int column, CsvFormat format, ulong[] bits)
    {
        var rows = block.Rows.Count;
        if (IsLateText)
        {
            return rows;
        }

        var row = Values.Append(block, column, 0, format, bits);
        while (row < rows)
        {
            var found = KindOf(block.Field(row, column).Trim((byte)' '), format.DecimalSeparator);
            Become(Together(_kind, found), Rows + row);
            if (IsLateText)
            {
                break;
            }

            row = Values.Append(block, column, row, format, bits);
        }

        return rows;
    }

    /// <summary>Whole numbers that all fit int are int.</summary>
    protected override ColumnValues Finished()
    {
        if (Values is not ParsedValues<long, NoCode<long, LongParser>> whole)
        {
            return Values;
        }

        for (nint i = 0; i < whole.Buffer.Count; i++)
        {
            if (whole.Buffer[i] != (int)whole.Buffer[i])
            {
                return Values;
            }
        }

        var narrow = new ParsedValues<int, IntParser>();
        Convert(whole.Buffer, narrow.Buffer, value => (int)value);
        whole.Dispose();
        return Values = narrow;
    }

    private static Kind KindOf(ReadOnlySpan<byte> field, byte point) =>
        BoolParser.TryParse(field, point, out _) ? Kind.Bool
        : NoCode<long, LongParser>.TryParse(field, point, out _) ? Kind.Whole
        : NoCode<decimal, BigParser>.TryParse(field, point, out _) ? Kind.Big
        : RealParser.TryParse(field, point, out _) ? Kind.Real
        : DateParser.TryParse(field, point, out _) ? Kind.Day
        : LocalTimeParser.TryParse(field, point, out _) ? Kind.Local
        : ZonedTimeParser.TryParse(field, point, out _) ? Kind.Zoned
        : Kind.Text;

    /// <summary>The narrowest kind that holds both.</summary>
    private static Kind Together(Kind some, Kind other) => (some, other) switch
    {
        (Kind.Missing, _) => other,
        (Kind.Whole, Kind.Big) => Kind.Big,
        (Kind.Whole or Kind.Big, Kind.Real) => Kind.Real,
        (Kind.Day, Kind.Local) => Kind.Local,
        _ => Kind.Text,
    };

    private static void Convert<TFrom, TTo>(NativeBuffer<TFrom> from, NativeBuffer<TTo> to, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        for (nint done = 0; done < from.Count;)
        {
            var part = to.Extend((int)Math.Min(from.Count - done, 1 << 16));
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = convert(from[done + i]);
            }

            done += part.Length;
        }
    }

    private void Become(Kind kind, long rows)
    {
        var before = Values;
        Values = kind switch
        {
            Kind.Bool => Empty<bool, BoolParser>(rows),
            Kind.Whole => Empty<long, NoCode<long, LongParser>>(rows),
            Kind.Big => From<decimal, NoCode<decimal, BigParser>>(rows, value => value, value => value),
            Kind.Real => From<double, RealParser>(rows, value => value, value => (double)value),
            Kind.Day => Empty<DateOnly, DateParser>(rows),
            Kind.Local when before is ParsedValues<DateOnly, DateParser> days => Midnights(days),
            Kind.Local => Empty<DateTime, LocalTimeParser>(rows),
            Kind.Zoned => Empty<DateTime, ZonedTimeParser>(rows),
            _ when _kind == Kind.Missing => Texts(rows),
            _ => new MissingValues(),
        };
        _kind = kind;
        before.Dispose();
    }

    private static ParsedValues<T, TParser> Empty<T, TParser>(long rows)
        where T : unmanaged
        where TParser : struct, IFieldParser<T>
    {
        var values = new ParsedValues<T, TParser>();
        for (var done = 0L; done < rows;)
        {
            var part = values.Buffer.Extend((int)Math.Min(rows - done, 1 << 16));
            part.Clear();
            done += part.Length;
        }

        return values;
    }

    private static TextValues Texts(long rows)
    {
        var values = new TextValues();
        values.AppendMissing(rows);
        return values;
    }

    private static ParsedValues<DateTime, LocalTimeParser> Midnights(ParsedValues<DateOnly, DateParser> days)
    {
        var times = new ParsedValues<DateTime, LocalTimeParser>();
        Convert(days.Buffer, times.Buffer, day => day.ToDateTime(TimeOnly.MinValue));
        return times;
    }

    private ParsedValues<T, TParser> From<T, TParser>(long rows, Func<long, T> ofWhole, Func<decimal, T> ofBig)
        where T : unmanaged
        where TParser : struct, IFieldParser<T>
    {
        var values = new ParsedValues<T, TParser>();
        switch (Values)
        {
            case ParsedValues<long, NoCode<long, LongParser>> whole:
                Convert(whole.Buffer, values.Buffer, ofWhole);
                return values;
            case ParsedValues<decimal, NoCode<decimal, BigParser>> big:
                Convert(big.Buffer, values.Buffer, ofBig);
                return values;
            default:
                values.Dispose();
                return Empty<T, TParser>(rows);
        }
    }

    /// <summary>Numbers; but whole ones too wide for a decimal are no quantities but codes, and stay text.</summary>
    private readonly struct RealParser : IFieldParser<double>
    {
        public static bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out double value)
        {
            value = 0;
            var number = BigParser.Unsigned(field);
            return (number.Length <= BigParser.MostDigits || number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
                && NoCode<double, DoubleParser>.TryParse(field, decimalSeparator, out value);
        }
    }
}
