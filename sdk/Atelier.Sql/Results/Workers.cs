using System.Runtime.ExceptionServices;

namespace Atelier.Sql;

/// <summary>The threads that make columns.</summary>
internal static class Workers
{
    public static readonly int Count = Math.Min(2, Environment.ProcessorCount);

    /// <summary>Makes columns at the same time; an error comes out as if they were made one after another.</summary>
    public static T[] Make<T>(int count, Func<int, T> make)
    {
        var made = new T[count];
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Count }, i => made[i] = make(i));
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }

        return made;
    }
}
