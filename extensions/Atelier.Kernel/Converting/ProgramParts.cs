using System.Text;

namespace Atelier.Kernel;

/// <summary>Collects what a program consists of, and puts it into the order that C# asks for.</summary>
internal sealed class ProgramParts
{
    /// <summary>What notebooks import without saying so.</summary>
    private static readonly string[] DefaultUsings =
        ["using System;", "using System.Collections;", "using System.Collections.Generic;", "using System.Linq;", "using System.Text;", "using System.Threading.Tasks;"];

    private readonly List<PackageRequest> _packages = [];
    private readonly List<string> _sources = [];
    private readonly List<string> _usings = [.. DefaultUsings];
    private readonly StringBuilder _statements = new();
    private readonly List<int> _values = [];
    private readonly List<string> _types = [];
    private readonly List<string> _extensions = [];
    private readonly List<string> _warnings = [];
    private int _cell;
    private bool _isUnsafe;
    private bool _showsByFunction;
    private bool _showsByExtension;

    /// <summary>What is added from now on comes from this cell.</summary>
    public void BeginCell(int number) => _cell = number;

    public void AddPackage(PackageRequest package)
    {
        if (_packages.All(known => !known.Id.Equals(package.Id, StringComparison.OrdinalIgnoreCase)))
            _packages.Add(package);
    }

    public void AddSource(string source) => _sources.Add(source);

    public void AddUsing(string text)
    {
        if (!_usings.Contains(text))
            _usings.Add(text);
    }

    public void AddType(string text) => _types.Add(text.Trim());

    public void AddExtension(string method) => _extensions.Add(method.Trim());

    public void AddStatement(string text) => AddText(text);

    /// <summary>Adds the expression at the end of a cell, whose value the program prints.</summary>
    public void AddValue(string before, string expression, string after)
    {
        AddText(before);
        _values.Add(_statements.Length);
        _statements.Append(ProgramCheck.Print).Append(expression).Append(");").Append(after.TrimEnd()).Append('\n');
    }

    /// <summary>Adds prose.</summary>
    public void AddComment(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return;
        Separate();
        foreach (var line in text.ReplaceLineEndings("\n").Trim('\n').Split('\n'))
            _statements.Append($"// {line}".TrimEnd()).Append('\n');
        Separate();
    }

    /// <summary>Adds code that a program cannot hold, as a comment that says so.</summary>
    public void AddUnconverted(string code, string reason)
    {
        Warn($"{reason}; it became a comment.");
        AddComment($"Not converted. {reason}:\n{code}");
    }

    public void Warn(string warning) => _warnings.Add($"Cell {_cell}: {warning}");

    /// <summary>Notes that the code calls what only notebooks have, or needs a permission.</summary>
    public void Note(bool isUnsafe, bool showsByFunction, bool showsByExtension)
    {
        _isUnsafe |= isUnsafe;
        _showsByFunction |= showsByFunction;
        _showsByExtension |= showsByExtension;
    }

    /// <summary>Parts cells by a blank line.</summary>
    public void Separate()
    {
        if (_statements.Length > 0 && !(_statements.Length > 1 && _statements[^2] == '\n'))
            _statements.Append('\n');
    }

    /// <summary>The program, and all that is wrong with it.</summary>
    public ConvertedNotebook Build()
    {
        var header = Header();
        var usings = string.Join('\n', _usings) + "\n\n";
        var body = new StringBuilder(usings).Append(_statements.ToString().TrimEnd('\n')).Append('\n');
        if (_showsByFunction)
            body.Append("\nstatic void display(object value, params string[] mimeTypes) => Console.WriteLine(value);\n");
        if (_showsByExtension)
            _extensions.Add("public static void Display(this object value, params string[] mimeTypes) => Console.WriteLine(value);");
        foreach (var type in _types)
            body.Append('\n').Append(type).Append('\n');
        if (_extensions.Count > 0)
            body.Append("\nstatic class NotebookExtensions\n{\n").AppendJoin("\n\n", _extensions.Select(Indent)).Append("\n}\n");
        var isAlone = _packages.Count == 0 && _warnings.Count == 0;
        var text = ProgramCheck.Apply(body.ToString(), [.. _values.Select(at => usings.Length + at)], isAlone, header.Count(character => character == '\n'), _warnings);
        return new ConvertedNotebook(header + text, _warnings);
    }

    private string Header()
    {
        var header = new StringBuilder();
        foreach (var package in _packages)
            header.Append("#:package ").Append(package.Id).Append('@').Append(package.VersionOrLatest).Append('\n');
        // A notebook knows no central versions, no trimming, no strict warnings and no imports but its own.
        if (_packages.Count > 0)
            header.Append("#:property ManagePackageVersionsCentrally=false\n");
        if (_sources.Count > 0)
            header.Append("#:property RestoreAdditionalProjectSources=").AppendJoin(';', _sources).Append('\n');
        if (_isUnsafe)
            header.Append("#:property AllowUnsafeBlocks=true\n");
        return header.Append("#:property PublishAot=false\n#:property TreatWarningsAsErrors=false\n#:property ImplicitUsings=disable\n#:property Nullable=annotations\n\n").ToString();
    }

    private void AddText(string text)
    {
        if (text.StartsWith('\n'))
            Separate();
        if (text.Trim('\n').TrimEnd() is { Length: > 0 } lines)
            _statements.Append(lines).Append('\n');
    }

    private static string Indent(string method) => string.Join('\n', method.Split('\n').Select(line => line.Length > 0 ? "    " + line : line));
}
