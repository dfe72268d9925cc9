namespace Atelier.Kernel;

/// <summary>Gives parameters to a notebook, as papermill does: in a code cell of its own after the one that declares the defaults.</summary>
/// <remarks>
/// <para>
/// The defaults are in the first code cell tagged <c>parameters</c>. The new cell is tagged <c>injected-parameters</c> and declares each
/// parameter again, which hides the default from the cells after it. It takes the place of the cell of that tag that an earlier
/// run left, else it follows the defaults, else, in a notebook without such a cell, it comes first.
/// </para>
/// <para>
/// The declared type is kept where it is plain to see, from its keyword or from a literal: <c>double rate = 1</c> and <c>var rate = 0.5</c>
/// stay double when 2 is given. A <c>var</c> takes the type of a value that does not fit its literal. Elsewhere the value's
/// own look decides: <c>true</c>, <c>false</c>, <c>null</c>, whole numbers, numbers with a point or exponent; all else, and what stands in
/// quotes, is text. Text is taken as it is, without escapes.
/// </para>
/// </remarks>
public static class ParameterCell
{
    private const string DefaultsTag = "parameters";
    private const string InjectedTag = "injected-parameters";
    private const string Heading = "// Parameters of this run";

    /// <summary>Puts the cell with the parameters into a notebook; without parameters the notebook stays as it is.</summary>
    /// <param name="notebook">The document; it is changed.</param>
    /// <param name="parameters">The parameters, each name once.</param>
    /// <returns>What the caller should know, in sentences: parameters that the notebook does not declare.</returns>
    /// <exception cref="FormatException">A value is none of the declared type, or the defaults are not in C#. The document is not changed.</exception>
    /// <exception cref="ArgumentException">A name is given twice.</exception>
    public static IReadOnlyList<string> Inject(NotebookDocument notebook, IReadOnlyList<NotebookParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.CountBy(parameter => parameter.Name).FirstOrDefault(group => group.Value > 1) is { Key: { } twice })
            throw new ArgumentException($"The parameter {twice} is given twice; expected each name once.", nameof(parameters));
        if (parameters.Count == 0)
            return [];

        var defaults = Find(notebook, DefaultsTag);
        if (defaults is not null && CellLanguages.FindForeign(defaults) is { } language)
            throw new FormatException(
                $"The cell tagged {DefaultsTag} is in {KernelNames.Title(language)}; parameters can be given to C# only. Declare them in a C# cell.");
        var declared = ParameterDeclaration.In(defaults?.Source ?? "");
        var lines = parameters.Select(parameter => ParameterDeclaration.Redeclare(parameter, declared.GetValueOrDefault(parameter.Name)));
        var source = string.Join('\n', lines.Prepend(Heading));

        var before = Find(notebook, InjectedTag);
        var index = before?.Index ?? defaults?.Index + 1 ?? 0;
        if (before is not null)
            notebook.RemoveCell(before);
        notebook.InsertCode(index, source, InjectedTag);
        return Warnings(defaults is not null, [.. declared.Keys], [.. parameters.Select(parameter => parameter.Name).Except(declared.Keys)]);
    }

    private static NotebookCell? Find(NotebookDocument notebook, string tag) =>
        notebook.Cells.FirstOrDefault(cell => cell.Kind == CellKind.Code && cell.Tags.Contains(tag));

    private static IReadOnlyList<string> Warnings(bool hasDefaults, string[] declared, string[] unknown)
    {
        if (!hasDefaults)
            return
            [
                $"The notebook has no code cell tagged {DefaultsTag}: the parameters come before its first cell, and a cell that declares the "
                    + $"same name hides them. Tag the cell with the defaults with {DefaultsTag}.",
            ];
        var known = declared.Length == 0 ? "it declares none" : $"it declares {string.Join(", ", declared)}";
        return [.. unknown.Select(name => $"The cell tagged {DefaultsTag} does not declare {name}; {known}. Check the spelling; {name} was set all the same.")];
    }
}
