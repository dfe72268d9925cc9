namespace Atelier.Training;

/// <summary>What a recorded value stands for, over all traces of one forward.</summary>
internal abstract record Argument
{
    /// <summary>Nothing: an optional argument that was left out.</summary>
    public sealed record None : Argument;

    /// <summary>A number in each trace: they differ where it follows from the sizes of the inputs.</summary>
    public sealed record Number(double[] Values, bool IsInteger) : Argument
    {
        /// <summary>True where the number is the same at all sizes.</summary>
        public bool IsFixed => Values.All(value => value.Equals(Values[0]));
    }

    /// <summary>True or false.</summary>
    public sealed record Flag(bool Value) : Argument;

    /// <summary>A word, such as a mode or a device.</summary>
    public sealed record Text(string Value) : Argument;

    /// <summary>A list of other arguments.</summary>
    public sealed record Items(IReadOnlyList<Argument> Values) : Argument;

    /// <summary>A tensor.</summary>
    public sealed record Array(TensorSlot Slot) : Argument;
}
