using System.Text.Json;
using System.Text.Json.Serialization;

namespace Atelier.Data;

/// <summary>What is known of a table: its size, each column, what goes together, and what may be wrong.</summary>
/// <remarks>
/// A plain value that no longer needs the table. Made by <see cref="ProfileExtensions"/>; exact, not sampled; equal tables give equal
/// profiles. It can be kept beside a model (<see cref="ToJson"/>) and compared with later data: quantiles and histograms are in it.
/// </remarks>
public sealed record DataProfile
{
    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The version of the saved form.</summary>
    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary>What the data is called.</summary>
    public required string Name { get; init; }

    /// <summary>The number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>How many rows equal an earlier row in every column; missing values equal each other.</summary>
    public required long DuplicateRows { get; init; }

    /// <summary>The column that is to be predicted; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Each column, in the table's order.</summary>
    public required IReadOnlyList<ColumnProfile> Columns { get; init; }

    /// <summary>
    /// How strongly columns go together: numbers with numbers (Pearson, then Spearman), categories with categories, numbers with categories.
    /// Truth values are categories; dates and texts of more than <see cref="ProfileOptions.MostCategories"/> values are left out, and of
    /// wide tables the columns above <see cref="ProfileOptions.MostCorrelated"/>.
    /// </summary>
    public IReadOnlyList<Association> Associations { get; init; } = [];

    /// <summary>What may be wrong: first the table as a whole, then by column in the table's order.</summary>
    /// <remarks>
    /// A column leaks the label where it alone predicts it from the other rows: of classes, where the most frequent class among the other rows
    /// of the same value (for numbers also among the ten rows nearest in value) is right so much more often than always saying the most frequent
    /// class that the share of errors removed is at least <see cref="ProfileOptions.LeakingAssociation"/>; of numbers to predict, where
    /// Pearson's or Spearman's correlation, or the root of the variance that the mean of the other rows of the same value explains, is. As a row
    /// never helps to predict itself, an identifier leaks nothing.
    /// </remarks>
    public IReadOnlyList<DataWarning> Warnings { get; init; } = [];

    /// <summary>An estimate of the memory that the values take, in bytes.</summary>
    [JsonIgnore]
    public long Bytes => Columns.Sum(column => column.Bytes);

    /// <summary>The profile of a column.</summary>
    /// <param name="name">The column's name, upper and lower case told apart; of equal names the first counts.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public ColumnProfile Column(string name) => Columns.FirstOrDefault(column => column.Name == name) ?? throw new ArgumentException(
        $"The profile has no column `{name}`; it has {string.Join(", ", Columns.Take(50).Select(column => $"`{column.Name}`"))}.", nameof(name));

    /// <summary>How strongly two columns go together; null where they were not compared so.</summary>
    /// <param name="first">A column.</param>
    /// <param name="second">The other column; the order does not matter.</param>
    /// <param name="measure">The formula.</param>
    public Association? Association(string first, string second, AssociationMeasure measure) => Associations.FirstOrDefault(pair =>
        pair.Measure == measure && ((pair.First == first && pair.Second == second) || (pair.First == second && pair.Second == first)));

    /// <summary>The profile as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a profile that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidDataException">The text is no profile, or one of a newer version.</exception>
    public static DataProfile FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("formatVersion", out var version)
                && version.TryGetInt32(out var number) && number > CurrentFormat)
            {
                throw new InvalidDataException(
                    $"The profile has the format version {number}; this release reads up to {CurrentFormat}. Update the package Atelier.");
            }

            return document.Deserialize<DataProfile>(Json)
                ?? throw new InvalidDataException("The text is `null`; expected a profile that DataProfile.ToJson wrote.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The text is no profile ({error.Message}); expected what DataProfile.ToJson wrote.", error);
        }
    }

    /// <summary>The profile as a table of plain text.</summary>
    public override string ToString() => ProfileText.Of(this);
}
