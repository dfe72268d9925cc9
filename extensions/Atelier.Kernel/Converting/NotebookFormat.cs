namespace Atelier.Kernel;

/// <summary>The forms into which a notebook can be converted.</summary>
public enum NotebookFormat
{
    /// <summary>A Jupyter notebook, <c>.ipynb</c>.</summary>
    Ipynb,

    /// <summary>A <c>.dib</c> document: cells without outputs.</summary>
    Dib,

    /// <summary>One HTML page that needs nothing beside it: prose, code and outputs.</summary>
    Html,

    /// <summary>Markdown with fenced code and the outputs as text and pictures.</summary>
    Markdown,

    /// <summary>A C# program in one file, which <c>dotnet run</c> runs.</summary>
    CSharp,
}
