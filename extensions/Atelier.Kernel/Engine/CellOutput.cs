namespace Atelier.Kernel;

/// <summary>One thing that a running cell put out, in the order in which it happened.</summary>
/// <remarks>The three kinds are those of the Jupyter notebook format 4.5: streams, displays and errors.</remarks>
public abstract record CellOutput;
