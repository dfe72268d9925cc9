namespace Atelier.Data;

/// <summary>The columns and files of the catalogue's tables.</summary>
internal static class CatalogueTables
{
    public static TableFiles Churn { get; } = new(
        [
            Text("customer_id"), Date("month"), Date("signup_date"), Text("region"), Text("plan"), Text("contract"), Text("payment"),
            Whole("age"), Number("monthly_charge_eur"), Number("data_gb"), Whole("support_calls"), Whole("late_payments"),
            Whole("satisfaction"), Truth("autopay"), Text("referral_code"), Text("churned"),
        ],
        [(DatasetPart.All, "churn.csv.gz")],
        Label: "churned",
        LeftOut: ["customer_id"]);

    public static TableFiles Reviews { get; } = new(
        [Text("text"), Text("sentiment")],
        [(DatasetPart.Train, "train.csv.gz"), (DatasetPart.Test, "test.csv.gz")],
        Label: "sentiment",
        LeftOut: []);

    public static TableFiles Phrases { get; } = new(
        [Text("en"), Text("de")],
        [(DatasetPart.Train, "train.csv.gz"), (DatasetPart.Validation, "validation.csv.gz"), (DatasetPart.Test, "test.csv.gz")],
        Label: null,
        LeftOut: []);

    public static TableFiles Sensors { get; } = new(
        [
            Date("time"), Number("temperature_c"), Number("vibration_mm_s"), Number("pressure_bar"), Number("current_a"), Number("speed_rpm"),
            Text("regime"), Text("condition"),
        ],
        [(DatasetPart.All, "sensors.csv.gz")],
        Label: "condition",
        LeftOut: ["regime"]);

    public static TableFiles Iris { get; } = new(
        [Number("sepal_length"), Number("sepal_width"), Number("petal_length"), Number("petal_width"), Text("species")],
        [(DatasetPart.All, "iris.csv")],
        Label: "species",
        LeftOut: []);

    public static TableFiles Penguins { get; } = new(
        [
            Text("species"), Text("island"), Number("bill_length_mm"), Number("bill_depth_mm"), Whole("flipper_length_mm"),
            Whole("body_mass_g"), Text("sex"),
        ],
        [(DatasetPart.All, "penguins.csv")],
        Label: "species",
        LeftOut: []);

    /// <summary>The column <c>alive</c> is the label in other words.</summary>
    public static TableFiles Titanic { get; } = new(
        [
            Whole("survived"), Whole("pclass"), Text("sex"), Number("age"), Whole("sibsp"), Whole("parch"), Number("fare"), Text("embarked"),
            Text("class"), Text("who"), Truth("adult_male"), Text("deck"), Text("embark_town"), Text("alive"), Truth("alone"),
        ],
        [(DatasetPart.All, "titanic.csv")],
        Label: "survived",
        LeftOut: ["alive"]);

    private static CsvColumn Text(string name) => new(name, CsvType.Text);

    private static CsvColumn Whole(string name) => new(name, CsvType.Whole);

    private static CsvColumn Number(string name) => new(name, CsvType.Number);

    private static CsvColumn Truth(string name) => new(name, CsvType.Truth);

    private static CsvColumn Date(string name) => new(name, CsvType.Date);
}
