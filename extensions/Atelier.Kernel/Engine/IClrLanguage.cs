namespace Atelier.Kernel;

/// <summary>A kernel whose code can reference packages and assemblies.</summary>
internal interface IClrLanguage
{
    /// <summary>Finds the directives of a piece of code and of the scripts that it loads, and gives the code without them.</summary>
    /// <param name="source">The code.</param>
    /// <param name="folder">The folder from which relative paths start.</param>
    /// <exception cref="CellException">A directive is malformed or not supported.</exception>
    (CellDirectives Directives, CellSource Code) ReadDirectives(CellSource source, string folder);
}
