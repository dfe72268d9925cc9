namespace Atelier.Kernel;

/// <summary>Names of types without their namespaces, as plain text heads values with them.</summary>
internal static class ShortTypeName
{
    public static string Of(Type type)
    {
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        var name = type.Name.Split('`')[0];
        var arguments = type.GetGenericArguments();
        return arguments.Length == 0 ? name : $"{name}<{string.Join(',', arguments.Select(Of))}>";
    }
}
