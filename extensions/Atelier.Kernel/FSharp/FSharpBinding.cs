using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Atelier.Kernel;

/// <summary>Brings values of other languages to F# code.</summary>
internal sealed class FSharpBinding(FSharpSession fsharp, NotebookLoadContext assemblies, FSharpReferences references)
{
    /// <summary>The name of the binding that only brings a value.</summary>
    public const string Carrier = "shared_value_carrier";

    private readonly HashSet<string> _written = [];

    /// <summary>Binds a value to a name, by reference.</summary>
    /// <exception cref="CellException">F# values cannot be called so.</exception>
    public void Bind(string name, object? value)
    {
        if (name.Length == 0 || !name.All(c => char.IsLetterOrDigit(c) || c is '_' or '\''))
            throw new CellException("ValueError", $"'{name}' cannot be the name of an F# value; expected letters, digits and underscores, such as 'result'.");
        var type = VisibleTypes.Of(value?.GetType() ?? typeof(object));
        fsharp.Reference(CellFiles(type));
        try
        {
            Carry(value, type);
        }
        catch (Exception) when (type != typeof(object))
        {
            // The compiler cannot have every type (a package's inner one, of which it knows no file), and says so in many ways.
            Carry(value, typeof(object));
        }
        fsharp.Evaluate(new CellSource("share", $"The shared variable {name}", $"let ``{name}`` = {Carrier}.Value"), "share.fsx");
    }

    /// <summary>The carrier's type tells the compiler the value's, however hard that is to write.</summary>
    private void Carry(object? value, Type type) => fsharp.Bind(Carrier, Activator.CreateInstance(typeof(SharedValue<>).MakeGenericType(type), value)!);

    /// <summary>Files with the C# cells that declare a type or what it is made of. The F# compiler reads files only.</summary>
    private IEnumerable<string> CellFiles(Type type) => Parts(type).Distinct().SelectMany(part => CellFiles(part.Assembly.FullName!)).ToList();

    private IEnumerable<string> CellFiles(string fullName)
    {
        if (assemblies.FindImage(fullName) is not { } image || !_written.Add(fullName))
            return [];
        using var reader = new PEReader(new MemoryStream(image.ToArray()));
        var metadata = reader.GetMetadataReader();
        var earlier = metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName().FullName);
        return [.. earlier.SelectMany(CellFiles), references.Write(new AssemblyName(fullName).Name!, image.ToArray())];
    }

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.GetGenericArguments().SelectMany(Parts).Prepend(type);
}
