using System.Collections;

namespace Atelier.Kernel;

/// <summary>Types that the code of other cells and languages can see.</summary>
internal static class VisibleTypes
{
    /// <summary>The type, or where others cannot see it (a query's iterator, a closure), the best of those that its values have besides.</summary>
    public static Type Of(Type own)
    {
        for (var type = own; type is not null && type != typeof(object); type = type.BaseType)
            if (type.IsVisible)
                return type;
        return own.GetInterfaces()
            .Where(type => type.IsVisible)
            .OrderByDescending(type => typeof(IEnumerable).IsAssignableFrom(type))
            .ThenByDescending(type => type.GetInterfaces().Length)
            .FirstOrDefault() ?? typeof(object);
    }
}
