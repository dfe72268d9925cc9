namespace Atelier.Sql;

/// <summary>Reads one kind of value from UTF-8 text; the type parameter makes each use its own compiled loop.</summary>
internal interface IFieldParser<T>
{
    static abstract bool TryParse(ReadOnlySpan<byte> field, byte decimalSeparator, out T value);
}
