namespace Atelier.Data;

/// <summary>The cards of the catalogue.</summary>
/// <remarks>
/// Checksums of MNIST, Fashion-MNIST and CIFAR-10 are those that their authors or TensorFlow Datasets publish; those of the tables and of
/// Multi30k are of the files at the named commits. Of the sentence polarity archive only an MD5 is published.
/// </remarks>
internal static class CatalogueCards
{
    private const string Mit = "MIT";
    private const string OwnSource = "Made for Atelier by the program in its repository";
    private static readonly DatasetPart[] Halves = [DatasetPart.Train, DatasetPart.Test];
    private static readonly DatasetPart[] Thirds = [DatasetPart.Train, DatasetPart.Validation, DatasetPart.Test];
    private static readonly string[] MnistMirrors =
    [
        "https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/",
    ];

    private static readonly string[] FashionMirrors =
    [
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ];

    private static readonly string[] TableMirrors =
    [
        "https://raw.githubusercontent.com/mwaskom/seaborn-data/master/", "https://cdn.jsdelivr.net/gh/mwaskom/seaborn-data@master/",
    ];

    private static readonly string[] Multi30kMirrors =
    [
        "https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/data/task1/raw/",
        "https://cdn.jsdelivr.net/gh/multi30k/dataset@a3d2e0d26b56f3846f66a952536ffed4e401d05a/data/task1/raw/",
    ];

    public static DatasetCard Digits { get; } = new()
    {
        Name = "digits",
        Summary = "Rendered digits, written and printed, as small grey images.",
        Task = "classification, 10 balanced classes",
        Rows = 7_000,
        Features = "(28, 28) grey pixels, 0 (paper) to 255 (ink)",
        Licence = Mit + "; the font outlines used in making it under the Bitstream Vera licence",
        Source = OwnSource,
        Origin = DatasetOrigin.Shipped,
        Parts = Halves,
        Files =
        [
            File("train-images-idx3-ubyte.gz", 789_978, "09ade493098a9dbbff131ee91028ce3f5bc3a07d8e225f3fef35066f45b7b1ae"),
            File("train-labels-idx1-ubyte.gz", 3_091, "c6c67c17a402b7f9af45351222427676b2fcee3b000f812ffb881d0068f6fe84"),
            File("t10k-images-idx3-ubyte.gz", 132_226, "c5a31dfa92174feb462c8550f8e5bb7344786c0d20e610be2ee2ce8ab434df6d"),
            File("t10k-labels-idx1-ubyte.gz", 522, "c7916039e1b376147cdcb39a3a01ce0c23f233b0bb575352ed5a7f4390af8597"),
        ],
        IsTable = false,
    };

    public static DatasetCard Shapes { get; } = new()
    {
        Name = "shapes",
        Summary = "Pictures of circles, squares, triangles and stars on noisy backgrounds, with a box around each.",
        Task = "detection, 4 classes, 1 to 6 boxes a picture",
        Rows = 2_500,
        Features = "(3, 256, 256) red, green and blue pixels, 0 to 255; boxes in pixels",
        Licence = Mit,
        Source = OwnSource,
        Origin = DatasetOrigin.Generated,
        Parts = Halves,
        IsTable = false,
    };

    public static DatasetCard Churn { get; } = new()
    {
        Name = "churn",
        Summary = "Customers of an invented telephone company and whether they leave, with missing values, outliers and a drifted last month.",
        Task = "classification, 2 classes (no, yes)",
        Rows = 20_000,
        Features = "15 columns: numbers, categories, dates, truth values and codes",
        Licence = Mit,
        Source = OwnSource,
        Origin = DatasetOrigin.Shipped,
        Files = [File("churn.csv.gz", 414_732, "3fa064d7f87034b87df372600747baedd0867dbf0412b0d65405acbf93a9b5bf")],
        IsTable = true,
    };

    public static DatasetCard Reviews { get; } = new()
    {
        Name = "reviews",
        Summary = "Invented sentences of reviews, with negation, intensity, mixed feelings and neutral filler.",
        Task = "classification of text, 2 balanced classes (negative, positive)",
        Rows = 7_000,
        Features = "one column of English text",
        Licence = Mit,
        Source = OwnSource,
        Origin = DatasetOrigin.Shipped,
        Parts = Halves,
        Files =
        [
            File("train.csv.gz", 59_348, "68c926bda8f4ee7939b5924dac3e7f56e9288df426fc20318a0d061f08c04a5f"),
            File("test.csv.gz", 11_699, "b2830e826f92e0191e4d50667de8a56c92178882711d6f01869c334793e7d643"),
        ],
        IsTable = true,
    };

    public static DatasetCard Phrases { get; } = new()
    {
        Name = "phrases",
        Summary = "English sentences of a small grammar and their German translations.",
        Task = "translation, English to German or back",
        Rows = 13_000,
        Features = "two columns of text, en and de",
        Licence = Mit,
        Source = OwnSource,
        Origin = DatasetOrigin.Shipped,
        Parts = Thirds,
        Files =
        [
            File("train.csv.gz", 285_876, "21f776ddb18e0798c7de2a1021e2cfae28c6f84a6406b4087de0bd188d7e6eb5"),
            File("validation.csv.gz", 13_478, "ea386bcf4bcd39fa558676c662fb92b76dde28007340eca950273c3771aa3bda"),
            File("test.csv.gz", 13_782, "7aebd786a288968d6c2ddd9941418040fbedcd2fb0da746f0c01bca64658fb1f"),
        ],
        IsTable = true,
    };

    public static DatasetCard Sensors { get; } = new()
    {
        Name = "sensors",
        Summary = "Five sensors of an invented pump, minute by minute, with changes of regime and labelled faults.",
        Task = "anomaly detection, classification of time series, 5 classes",
        Rows = 20_160,
        Features = "time, temperature in degrees Celsius, vibration in mm/s, pressure in bar, current in ampere, speed in 1/min",
        Licence = Mit,
        Source = OwnSource,
        Origin = DatasetOrigin.Shipped,
        Files = [File("sensors.csv.gz", 178_275, "0513a9991190b25f199d7489035d07cd374215d82cd68f66c740af93ad008036")],
        IsTable = true,
    };

    public static DatasetCard Mnist { get; } = new()
    {
        Name = "mnist",
        Summary = "Handwritten digits.",
        Task = "classification, 10 classes",
        Rows = 70_000,
        Features = "(28, 28) grey pixels, 0 (paper) to 255 (ink)",
        Licence = "free for research; made of NIST's public databases",
        Source = "LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist/",
        Origin = DatasetOrigin.Downloaded,
        Parts = Halves,
        Files =
        [
            File("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609", MnistMirrors),
            File("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c", MnistMirrors),
            File("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6", MnistMirrors),
            File("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", MnistMirrors),
        ],
        IsTable = false,
    };

    public static DatasetCard FashionMnist { get; } = new()
    {
        Name = "fashion-mnist",
        Summary = "Photographs of clothes in the format of MNIST.",
        Task = "classification, 10 balanced classes",
        Rows = 70_000,
        Features = "(28, 28) grey pixels, 0 (background) to 255",
        Licence = "MIT, Zalando SE",
        Source = "Xiao, Rasul and Vollgraf 2017, https://github.com/zalandoresearch/fashion-mnist",
        Origin = DatasetOrigin.Downloaded,
        Parts = Halves,
        Files =
        [
            File("train-images-idx3-ubyte.gz", 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84", FashionMirrors),
            File("train-labels-idx1-ubyte.gz", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845", FashionMirrors),
            File("t10k-images-idx3-ubyte.gz", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073", FashionMirrors),
            File("t10k-labels-idx1-ubyte.gz", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5", FashionMirrors),
        ],
        IsTable = false,
    };

    public static DatasetCard Cifar10 { get; } = new()
    {
        Name = "cifar-10",
        Summary = "Small photographs of animals and vehicles.",
        Task = "classification, 10 balanced classes",
        Rows = 60_000,
        Features = "(3, 32, 32) red, green and blue pixels, 0 to 255",
        Licence = "none stated; widely used for research",
        Source = "Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html",
        Origin = DatasetOrigin.Downloaded,
        Parts = Halves,
        Files =
        [
            File(
                CifarFolder.Archive,
                170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                "https://www.cs.toronto.edu/~kriz/",
                "https://cave.cs.toronto.edu/kriz/"),
        ],
        IsTable = false,
    };

    public static DatasetCard Iris { get; } = new()
    {
        Name = "iris",
        Summary = "Flowers of three species of iris, measured.",
        Task = "classification, 3 balanced classes",
        Rows = 150,
        Features = "length and width of sepals and petals in cm",
        Licence = "public domain",
        Source = "Anderson 1935, Fisher 1936; https://github.com/mwaskom/seaborn-data",
        Origin = DatasetOrigin.Downloaded,
        Files = [File("iris.csv", 3_858, "9cc1c345c71bcc9b486b74cbf6063fa66f4bb5e0f603a4b3c3471ec2e5e8e355", TableMirrors)],
        IsTable = true,
    };

    public static DatasetCard Penguins { get; } = new()
    {
        Name = "penguins",
        Summary = "Penguins of three species at Palmer Station, measured, with missing values.",
        Task = "classification, 3 classes",
        Rows = 344,
        Features = "island, bill length and depth in mm, flipper length in mm, body mass in g, sex",
        Licence = "CC0",
        Source = "Gorman, Williams and Fraser 2014; Horst, Hill and Gorman 2020; https://github.com/mwaskom/seaborn-data",
        Origin = DatasetOrigin.Downloaded,
        Files = [File("penguins.csv", 13_478, "e07636bd8af74260099ea2f8678e2eabbf35def579940cc76f67061ee16c06c1", TableMirrors)],
        IsTable = true,
    };

    public static DatasetCard Titanic { get; } = new()
    {
        Name = "titanic",
        Summary = "Passengers of the Titanic and who survived, with missing values.",
        Task = "classification, 2 classes (0 died, 1 survived)",
        Rows = 891,
        Features = "15 columns of class, sex, age in years, relatives aboard, fare in pounds, port; `alive` repeats the label",
        Licence = "public domain",
        Source = "Encyclopedia Titanica, through Kaggle; https://github.com/mwaskom/seaborn-data",
        Origin = DatasetOrigin.Downloaded,
        Files = [File("titanic.csv", 57_018, "81787d320d7f7b03df935e91de8bd19e11d45c5bbcab86ef4d4a76dc91b7d4f2", TableMirrors)],
        IsTable = true,
    };

    public static DatasetCard Multi30k { get; } = new()
    {
        Name = "multi30k",
        Summary = "Captions of photographs in English and their translations to German.",
        Task = "translation, English to German or back",
        Rows = 31_014,
        Features = "two columns of text, en and de",
        Licence = "CC BY-NC-SA 4.0 for the translations; the English captions are Flickr30K's",
        Source = "Elliott, Frank, Sima'an and Specia 2016, https://github.com/multi30k/dataset",
        Origin = DatasetOrigin.Downloaded,
        Parts = Thirds,
        Files =
        [
            File("train.en.gz", 568_929, "d79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f", Multi30kMirrors),
            File("train.de.gz", 637_044, "726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6", Multi30kMirrors),
            File("val.en.gz", 21_650, "14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28", Multi30kMirrors),
            File("val.de.gz", 24_681, "f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a", Multi30kMirrors),
            File("test_2016_flickr.en.gz", 21_077, "611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9", Multi30kMirrors),
            File("test_2016_flickr.de.gz", 22_890, "9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8", Multi30kMirrors),
        ],
        IsTable = true,
    };

    public static DatasetCard RtPolarity { get; } = new()
    {
        Name = "rt-polarity",
        Summary = "Sentences from reviews of films.",
        Task = "classification of text, 2 balanced classes (negative, positive)",
        Rows = 10_662,
        Features = "one column of English text in lower case, words and signs set apart by blanks",
        Licence = "none stated; free for research, cite the paper",
        Source = "Pang and Lee 2005, https://www.cs.cornell.edu/people/pabo/movie-review-data/",
        Origin = DatasetOrigin.Downloaded,
        Files =
        [
            new DatasetFile
            {
                Name = PolarityFolder.Archive,
                Md5 = "50c1c2c047b4225e148e97aa7708c34e",
                Urls =
                [
                    new Uri("https://www.cs.cornell.edu/people/pabo/movie-review-data/" + PolarityFolder.Archive),
                    new Uri("https://storage.googleapis.com/seldon-datasets/sentence_polarity_v1/" + PolarityFolder.Archive),
                ],
            },
        ],
        IsTable = true,
    };

    private static DatasetFile File(string name, long size, string sha256, params string[] folders) => new()
    {
        Name = name,
        Size = size,
        Sha256 = sha256,
        Urls = [.. folders.Select(folder => new Uri(folder + name))],
    };
}
