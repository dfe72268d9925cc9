namespace Atelier.Training;

/// <summary>Names of types as users write them.</summary>
internal static class TypeName
{
    /// <summary>Without its namespace and the number of its type arguments.</summary>
    public static string Of(Type type) => type.Name.Split('`')[0];
}
