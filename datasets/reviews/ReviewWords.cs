namespace Atelier.Generators;

/// <summary>The vocabulary of the reviews. Words early in a list are used more often.</summary>
internal static class ReviewWords
{
    public static readonly string[] Praise =
    [
        "good", "great", "excellent", "wonderful", "lovely", "charming", "impressive", "delightful", "superb", "brilliant", "pleasant",
        "memorable", "fantastic", "splendid", "outstanding", "enjoyable", "marvellous", "refreshing", "elegant", "first-rate", "satisfying",
        "remarkable", "flawless", "graceful", "generous", "inspired", "terrific", "worthwhile", "admirable", "polished", "magnificent",
        "rewarding", "exquisite", "captivating", "heart-warming", "ingenious",
    ];

    public static readonly string[] Blame =
    [
        "bad", "poor", "awful", "terrible", "disappointing", "boring", "dull", "dreadful", "mediocre", "annoying", "tedious", "horrible",
        "unpleasant", "clumsy", "sloppy", "forgettable", "frustrating", "shoddy", "lifeless", "overpriced", "irritating", "bland", "careless",
        "miserable", "second-rate", "tiresome", "pathetic", "flimsy", "tasteless", "abysmal", "messy", "cheap-looking", "uninspired", "grim",
        "insulting", "half-baked",
    ];

    public static readonly string[] Joys =
    [
        "won me over", "made my day", "exceeded my hopes", "was worth every cent", "put a smile on my face", "left me delighted",
        "deserves all the praise", "surpassed everything I had hoped for", "was a pure joy", "kept its promise", "simply shone",
        "could hardly have been better",
    ];

    public static readonly string[] Sorrows =
    [
        "let me down", "ruined my day", "fell far short of my hopes", "was a waste of money", "tested my patience", "left me angry",
        "deserves none of the praise", "went wrong from the start", "was a real letdown", "broke every promise", "simply failed",
        "could hardly have been worse",
    ];

    public static readonly string[] Intensifiers = ["very", "really", "truly", "absolutely", "thoroughly", "incredibly", "remarkably", "so"];

    public static readonly string[] Softeners = ["rather", "fairly", "pretty", "quite", "on the whole", "more or less"];

    /// <summary>The same word turns praise to blame and blame to praise.</summary>
    public static readonly string[] Denials = ["not", "never", "hardly", "anything but", "far from", "by no means", "not at all", "nowhere near"];

    /// <summary>What is reviewed, its good or bad sides, and plain facts about it.</summary>
    public static readonly (string Thing, string[] Sides, string[] Facts)[] Topics =
    [
        ("film",
            ["plot", "acting", "ending", "soundtrack", "dialogue", "camera work", "pacing", "cast", "script", "humour", "opening scene"],
            ["I saw it on a Tuesday evening", "it runs for two hours", "it is the director's third film", "we watched it at home", "my sister chose it"]),
        ("restaurant",
            ["food", "service", "soup", "dessert", "wine list", "atmosphere", "fish", "waiter", "menu", "bread", "kitchen"],
            ["we were a party of four", "it lies near the station", "we had booked a table for eight", "we came for lunch", "it opened last spring"]),
        ("hotel",
            ["room", "breakfast", "bed", "view", "staff", "bathroom", "pool", "location", "reception", "garden", "lobby"],
            ["we stayed three nights", "our room was on the second floor", "it has forty rooms", "we arrived late at night", "we travelled by train"]),
        ("book",
            ["story", "style", "first chapter", "heroine", "translation", "ending", "prose", "cover", "dialogue", "idea", "middle part"],
            ["it has four hundred pages", "I read it on the train", "a friend lent it to me", "it is set in Lisbon", "I finished it in a week"]),
        ("phone",
            ["battery", "screen", "camera", "sound", "software", "design", "keyboard", "speaker", "charger", "signal", "manual"],
            ["I bought it in March", "it came in a small box", "I use it for work", "it replaced my old one", "mine is the blue one"]),
        ("concert",
            ["band", "sound", "singer", "hall", "drummer", "setlist", "encore", "lighting", "opening act", "audience", "seats"],
            ["it began at nine", "we stood near the back", "it was sold out", "they played for ninety minutes", "the doors opened early"]),
        ("course",
            ["teacher", "material", "pace", "exercises", "examples", "feedback", "videos", "group work", "exam", "handbook", "classroom"],
            ["it lasted six weeks", "we met on Mondays", "there were twelve of us", "it was held online", "I took it in autumn"]),
    ];
}
