namespace Atelier.Data;

/// <summary>What a column of a catalogue's table holds.</summary>
internal enum CsvType
{
    Text,
    Whole,
    Number,
    Truth,
    Date,
}
