using System.Reflection;

namespace Atelier.Kernel;

/// <summary>The variables of C# cells: fields of the objects that their scripts are compiled to.</summary>
internal sealed class CSharpVariables(object?[] submissions)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The names, each once, in the order of their first declarations.</summary>
    public IEnumerable<string> Names => submissions
        .OfType<object>()
        .SelectMany(submission => submission.GetType().GetFields(Declared))
        .Select(declared => declared.Name)
        .Where(name => !name.Contains('<', StringComparison.Ordinal))
        .Distinct();

    /// <summary>Finds the latest variable of a name.</summary>
    public bool TryGet(string name, out object? value, out Type type)
    {
        var found = Find(name);
        (value, type) = found is var (field, owner) ? (field.GetValue(owner), field.FieldType) : (null, typeof(object));
        return found is not null;
    }

    /// <summary>Gives the latest variable of a name a value of its type.</summary>
    public void Assign(string name, object? value)
    {
        if (Find(name) is var (field, owner))
            field.SetValue(owner, value);
    }

    private (FieldInfo Field, object Owner)? Find(string name)
    {
        for (var i = submissions.Length - 1; i >= 0; i--)
            if (submissions[i] is { } owner && owner.GetType().GetField(name, Declared) is { } field)
                return (field, owner);
        return null;
    }
}
