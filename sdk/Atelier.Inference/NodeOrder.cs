namespace Atelier.Inference;

/// <summary>Finds circles.</summary>
internal static class NodeOrder
{
    /// <summary>Whether no item waits for itself, directly or through others; takes any depth.</summary>
    /// <param name="items">The items.</param>
    /// <param name="sources">What each of them waits for; what is no item is passed over.</param>
    public static bool IsAcyclic<T>(IReadOnlyList<T> items, IReadOnlyList<T[]> sources)
        where T : notnull
    {
        var places = items.Select((item, i) => (item, i)).ToDictionary(pair => pair.item, pair => pair.i);
        var waiting = new int[items.Count];
        var users = items.Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < items.Count; i++)
        {
            foreach (var source in sources[i])
            {
                if (places.TryGetValue(source, out var place))
                {
                    users[place].Add(i);
                    waiting[i]++;
                }
            }
        }

        var free = new Queue<int>(Enumerable.Range(0, items.Count).Where(i => waiting[i] == 0));
        var done = 0;
        while (free.TryDequeue(out var next))
        {
            done++;
            foreach (var user in users[next])
            {
                if (--waiting[user] == 0)
                {
                    free.Enqueue(user);
                }
            }
        }

        return done == items.Count;
    }
}
