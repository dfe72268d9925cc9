namespace Atelier.Generators;

/// <summary>What a thing can have done to it; a verb asks for one of these.</summary>
[Flags]
internal enum Sort
{
    Person = 1,
    Animal = 2,
    Food = 4,
    Reading = 8,
    Thing = 16,
    Writable = 32,
    Portable = 64,
    Repairable = 128,
    Washable = 256,
    Being = Person | Animal,
    Ware = Food | Reading | Thing,
    Anything = Being | Ware,
}

internal enum Gender
{
    Masculine,
    Feminine,
    Neuter,
}

internal enum Case
{
    Nominative,
    Accusative,
    Dative,
}

/// <summary>A noun in both languages; <c>Oblique</c> is the German singular in the other cases where it differs (weak: "der Junge, den Jungen").</summary>
internal sealed record Noun(Sort Sort, string One, string Many, Gender Gender, string Eins, string Viele, string? Oblique = null)
{
    public string German(Case @case, bool plural) => !plural
        ? (@case == Case.Nominative ? Eins : Oblique ?? Eins)
        : @case == Case.Dative && Viele[^1] is not ('n' or 's') ? Viele + "n" : Viele;
}

/// <summary>An adjective before a noun: the English word and the German stem that takes the endings.</summary>
internal sealed record Adjective(Sort Sort, string English, string Stem);

/// <summary>A verb in both languages, with the German forms for "ich", "er" and "wir", the participle, and a prefix that parts from it.</summary>
internal sealed record Verb(string Base, string Third, string Past, string Ich, string Er, string Wir, string Participle)
{
    public string Prefix { get; init; } = "";

    /// <summary>The German perfect is made with "sein".</summary>
    public bool WithSein { get; init; }

    /// <summary>What the direct object may be; none for verbs without one.</summary>
    public Sort Object { get; init; }

    /// <summary>The case of the only object.</summary>
    public Case ObjectCase { get; init; } = Case.Accusative;

    /// <summary>It also takes somebody to whom, in the dative.</summary>
    public bool HasReceiver { get; init; }

    /// <summary>It goes with a destination, not with a place.</summary>
    public bool IsMotion { get; init; }

    /// <summary>Animals do it, too.</summary>
    public bool ByAnimals { get; init; }
}

internal sealed record Modal(string English, string Third, string Er, string Wir);

/// <summary>A pronoun with the forms that the sentences need.</summary>
internal sealed record Pronoun(string Subject, string Object, bool IsPlural, bool IsFirst, string Nominative, string Accusative, string Dative);

/// <summary>The lexicon.</summary>
internal static class Words
{
    public static readonly Noun[] Nouns =
    [
        new(Sort.Person, "man", "men", Gender.Masculine, "Mann", "Männer"),
        new(Sort.Person, "woman", "women", Gender.Feminine, "Frau", "Frauen"),
        new(Sort.Person, "child", "children", Gender.Neuter, "Kind", "Kinder"),
        new(Sort.Person, "boy", "boys", Gender.Masculine, "Junge", "Jungen", "Jungen"),
        new(Sort.Person, "girl", "girls", Gender.Neuter, "Mädchen", "Mädchen"),
        new(Sort.Person, "teacher", "teachers", Gender.Masculine, "Lehrer", "Lehrer"),
        new(Sort.Person, "student", "students", Gender.Masculine, "Student", "Studenten", "Studenten"),
        new(Sort.Person, "doctor", "doctors", Gender.Masculine, "Arzt", "Ärzte"),
        new(Sort.Person, "sister", "sisters", Gender.Feminine, "Schwester", "Schwestern"),
        new(Sort.Person, "brother", "brothers", Gender.Masculine, "Bruder", "Brüder"),
        new(Sort.Person, "guest", "guests", Gender.Masculine, "Gast", "Gäste"),
        new(Sort.Animal | Sort.Washable, "dog", "dogs", Gender.Masculine, "Hund", "Hunde"),
        new(Sort.Animal, "cat", "cats", Gender.Feminine, "Katze", "Katzen"),
        new(Sort.Animal | Sort.Washable, "horse", "horses", Gender.Neuter, "Pferd", "Pferde"),
        new(Sort.Animal, "bird", "birds", Gender.Masculine, "Vogel", "Vögel"),
        new(Sort.Food | Sort.Washable, "apple", "apples", Gender.Masculine, "Apfel", "Äpfel"),
        new(Sort.Food | Sort.Washable, "pear", "pears", Gender.Feminine, "Birne", "Birnen"),
        new(Sort.Food | Sort.Washable, "carrot", "carrots", Gender.Feminine, "Karotte", "Karotten"),
        new(Sort.Food, "egg", "eggs", Gender.Neuter, "Ei", "Eier"),
        new(Sort.Food, "cake", "cakes", Gender.Masculine, "Kuchen", "Kuchen"),
        new(Sort.Reading | Sort.Writable | Sort.Portable, "book", "books", Gender.Neuter, "Buch", "Bücher"),
        new(Sort.Reading | Sort.Writable | Sort.Portable, "letter", "letters", Gender.Masculine, "Brief", "Briefe"),
        new(Sort.Reading | Sort.Portable, "newspaper", "newspapers", Gender.Feminine, "Zeitung", "Zeitungen"),
        new(Sort.Reading | Sort.Writable, "poem", "poems", Gender.Neuter, "Gedicht", "Gedichte"),
        new(Sort.Thing | Sort.Repairable | Sort.Washable, "car", "cars", Gender.Neuter, "Auto", "Autos"),
        new(Sort.Thing | Sort.Repairable, "bicycle", "bicycles", Gender.Neuter, "Fahrrad", "Fahrräder"),
        new(Sort.Thing | Sort.Repairable | Sort.Portable, "clock", "clocks", Gender.Feminine, "Uhr", "Uhren"),
        new(Sort.Thing | Sort.Repairable | Sort.Portable, "lamp", "lamps", Gender.Feminine, "Lampe", "Lampen"),
        new(Sort.Thing | Sort.Repairable | Sort.Portable, "chair", "chairs", Gender.Masculine, "Stuhl", "Stühle"),
        new(Sort.Thing | Sort.Repairable, "table", "tables", Gender.Masculine, "Tisch", "Tische"),
        new(Sort.Thing | Sort.Portable, "bag", "bags", Gender.Feminine, "Tasche", "Taschen"),
        new(Sort.Thing | Sort.Portable, "picture", "pictures", Gender.Neuter, "Bild", "Bilder"),
        new(Sort.Thing | Sort.Portable, "key", "keys", Gender.Masculine, "Schlüssel", "Schlüssel"),
        new(Sort.Thing | Sort.Washable, "coat", "coats", Gender.Masculine, "Mantel", "Mäntel"),
    ];

    public static readonly Adjective[] Adjectives =
    [
        new(Sort.Being | Sort.Reading | Sort.Thing, "old", "alt"),
        new(Sort.Being, "young", "jung"),
        new(Sort.Being, "clever", "klug"),
        new(Sort.Being, "tired", "müd"),
        new(Sort.Being, "friendly", "freundlich"),
        new(Sort.Anything & ~Sort.Person, "small", "klein"),
        new(Sort.Anything & ~Sort.Person, "big", "groß"),
        new(Sort.Reading | Sort.Thing, "new", "neu"),
        new(Sort.Reading | Sort.Thing, "expensive", "teur"),
        new(Sort.Animal | Sort.Thing, "black", "schwarz"),
        new(Sort.Animal | Sort.Thing, "white", "weiß"),
        new(Sort.Food | Sort.Thing, "red", "rot"),
        new(Sort.Food | Sort.Thing, "green", "grün"),
        new(Sort.Food, "fresh", "frisch"),
        new(Sort.Reading, "long", "lang"),
        new(Sort.Reading, "interesting", "interessant"),
    ];

    public static readonly Verb[] Verbs =
    [
        new("see", "sees", "saw", "sehe", "sieht", "sehen", "gesehen") { Object = Sort.Anything, ByAnimals = true },
        new("find", "finds", "found", "finde", "findet", "finden", "gefunden") { Object = Sort.Anything, ByAnimals = true },
        new("look for", "looks for", "looked for", "suche", "sucht", "suchen", "gesucht") { Object = Sort.Anything, ByAnimals = true },
        new("hear", "hears", "heard", "höre", "hört", "hören", "gehört") { Object = Sort.Being, ByAnimals = true },
        new("draw", "draws", "drew", "zeichne", "zeichnet", "zeichnen", "gezeichnet") { Object = Sort.Being | Sort.Thing },
        new("buy", "buys", "bought", "kaufe", "kauft", "kaufen", "gekauft") { Object = Sort.Ware },
        new("sell", "sells", "sold", "verkaufe", "verkauft", "verkaufen", "verkauft") { Object = Sort.Ware },
        new("need", "needs", "needed", "brauche", "braucht", "brauchen", "gebraucht") { Object = Sort.Ware },
        new("eat", "eats", "ate", "esse", "isst", "essen", "gegessen") { Object = Sort.Food },
        new("read", "reads", "read", "lese", "liest", "lesen", "gelesen") { Object = Sort.Reading },
        new("write", "writes", "wrote", "schreibe", "schreibt", "schreiben", "geschrieben") { Object = Sort.Writable },
        new("carry", "carries", "carried", "trage", "trägt", "tragen", "getragen") { Object = Sort.Portable },
        new("repair", "repairs", "repaired", "repariere", "repariert", "reparieren", "repariert") { Object = Sort.Repairable },
        new("wash", "washes", "washed", "wasche", "wäscht", "waschen", "gewaschen") { Object = Sort.Washable },
        new("visit", "visits", "visited", "besuche", "besucht", "besuchen", "besucht") { Object = Sort.Person },
        new("invite", "invites", "invited", "lade", "lädt", "laden", "eingeladen") { Object = Sort.Person, Prefix = "ein" },
        new("collect", "collects", "collected", "hole", "holt", "holen", "abgeholt") { Object = Sort.Person | Sort.Portable, Prefix = "ab" },
        new("bring back", "brings back", "brought back", "bringe", "bringt", "bringen", "zurückgebracht") { Object = Sort.Portable, Prefix = "zurück" },
        new("help", "helps", "helped", "helfe", "hilft", "helfen", "geholfen") { Object = Sort.Being, ObjectCase = Case.Dative },
        new("thank", "thanks", "thanked", "danke", "dankt", "danken", "gedankt") { Object = Sort.Person, ObjectCase = Case.Dative },
        new("follow", "follows", "followed", "folge", "folgt", "folgen", "gefolgt")
            { Object = Sort.Being, ObjectCase = Case.Dative, WithSein = true, ByAnimals = true },
        new("give", "gives", "gave", "gebe", "gibt", "geben", "gegeben") { Object = Sort.Food | Sort.Portable, HasReceiver = true },
        new("show", "shows", "showed", "zeige", "zeigt", "zeigen", "gezeigt") { Object = Sort.Ware, HasReceiver = true },
        new("send", "sends", "sent", "schicke", "schickt", "schicken", "geschickt") { Object = Sort.Portable, HasReceiver = true },
        new("sleep", "sleeps", "slept", "schlafe", "schläft", "schlafen", "geschlafen") { ByAnimals = true },
        new("work", "works", "worked", "arbeite", "arbeitet", "arbeiten", "gearbeitet"),
        new("wait", "waits", "waited", "warte", "wartet", "warten", "gewartet") { ByAnimals = true },
        new("play", "plays", "played", "spiele", "spielt", "spielen", "gespielt") { ByAnimals = true },
        new("go", "goes", "went", "gehe", "geht", "gehen", "gegangen") { IsMotion = true, WithSein = true, ByAnimals = true },
        new("run", "runs", "ran", "laufe", "läuft", "laufen", "gelaufen") { IsMotion = true, WithSein = true, ByAnimals = true },
        new("drive", "drives", "drove", "fahre", "fährt", "fahren", "gefahren") { IsMotion = true, WithSein = true },
    ];

    public static readonly Modal[] Modals =
    [
        new("can", "can", "kann", "können"),
        new("must", "must", "muss", "müssen"),
        new("should", "should", "sollte", "sollten"),
        new("want to", "wants to", "will", "wollen"),
    ];

    public static readonly Pronoun[] Pronouns =
    [
        new("I", "me", false, true, "ich", "mich", "mir"),
        new("he", "him", false, false, "er", "ihn", "ihm"),
        new("she", "her", false, false, "sie", "sie", "ihr"),
        new("we", "us", true, false, "wir", "uns", "uns"),
        new("they", "them", true, false, "sie", "sie", "ihnen"),
    ];

    public static readonly (string English, string German)[] Places =
    [
        ("in the park", "im Park"), ("in the garden", "im Garten"), ("in the kitchen", "in der Küche"), ("in the school", "in der Schule"),
        ("in the city", "in der Stadt"), ("in the forest", "im Wald"), ("in the library", "in der Bibliothek"), ("in the office", "im Büro"),
        ("at the station", "am Bahnhof"), ("at the market", "auf dem Markt"), ("at the beach", "am Strand"),
    ];

    public static readonly (string English, string German)[] Destinations =
    [
        ("into the park", "in den Park"), ("into the garden", "in den Garten"), ("into the city", "in die Stadt"),
        ("into the forest", "in den Wald"), ("to the school", "zur Schule"), ("to the library", "zur Bibliothek"),
        ("to the office", "zum Büro"), ("to the station", "zum Bahnhof"), ("to the market", "zum Markt"), ("to the beach", "zum Strand"),
    ];

    public static readonly (string English, string German)[] PresentTimes =
    [
        ("today", "heute"), ("every day", "jeden Tag"), ("every morning", "jeden Morgen"), ("on Monday", "am Montag"),
        ("in the evening", "am Abend"), ("tomorrow", "morgen"),
    ];

    public static readonly (string English, string German)[] PastTimes =
        [("yesterday", "gestern"), ("last week", "letzte Woche"), ("on Sunday", "am Sonntag"), ("last night", "gestern Abend"), ("two days ago", "vor zwei Tagen")];

    /// <summary>Main clauses that a subordinate clause completes, without the comma that German sets after them.</summary>
    public static readonly (string English, string German)[] Frames =
    [
        ("I know that", "ich weiß, dass"), ("she says that", "sie sagt, dass"), ("we hope that", "wir hoffen, dass"),
        ("he believes that", "er glaubt, dass"), ("I am glad because", "ich bin froh, weil"), ("they laugh because", "sie lachen, weil"),
        ("nobody knows whether", "niemand weiß, ob"), ("she asks whether", "sie fragt, ob"),
    ];
}
