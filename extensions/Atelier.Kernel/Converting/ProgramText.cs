using System.Text;

namespace Atelier.Kernel;

/// <summary>A notebook as a C# program in one file, which <c>dotnet run FILE</c> builds and runs.</summary>
internal static class ProgramText
{
    private const string ExpectedFailureTag = "raises-exception";

    /// <summary>Writes the program; what it cannot hold becomes a comment and a warning.</summary>
    public static ConvertedNotebook Write(NotebookDocument notebook)
    {
        var program = new ProgramParts();
        foreach (var cell in notebook.Cells)
        {
            program.BeginCell(cell.Index + 1);
            switch (cell.Kind)
            {
                case CellKind.Markdown or CellKind.Raw:
                    program.AddComment(cell.Source);
                    break;
                case CellKind.Code when cell.Tags.Contains(ExpectedFailureTag):
                    program.AddUnconverted(cell.Source, "The cell is expected to fail, which would end the program");
                    break;
                default:
                    foreach (var (language, code) in Split(cell))
                        Add(program, language, code);
                    break;
            }
        }
        return program.Build();
    }

    private static void Add(ProgramParts program, string language, string code)
    {
        if (language == KernelNames.CSharp)
            ProgramCell.AddTo(program, code);
        else if (language == DibBlocks.Markdown)
            program.AddComment(code);
        else
            program.AddUnconverted(code, $"The text is in {KernelNames.Title(language)}");
    }

    /// <summary>The parts of a cell by the lines that select a language.</summary>
    private static List<(string Language, string Code)> Split(NotebookCell cell)
    {
        var parts = new List<(string, string)>();
        var language = cell.Language;
        var text = new StringBuilder();
        foreach (var line in cell.Source.ReplaceLineEndings("\n").Split('\n'))
        {
            if (KernelNames.FromSelector(line) is { } selected)
            {
                Close();
                language = selected;
            }
            else
            {
                text.Append(line).Append('\n');
            }
        }
        Close();
        return parts;

        void Close()
        {
            if (!string.IsNullOrWhiteSpace(text.ToString()))
                parts.Add((language, text.ToString().TrimEnd()));
            text.Clear();
        }
    }
}
