namespace Atelier.Kernel;

/// <summary>A kernel whose code can reference packages and assemblies.</summary>
internal interface IClrLanguage
{
    /// <summary>Finds the directives of a piece of code, and gives the code without them.</summary>
    /// <exception cref="CellException">A directive is malformed or not supported.</exception>
    CellDirectives ReadDirectives(CellSource source);
}
