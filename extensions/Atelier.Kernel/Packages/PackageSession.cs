namespace Atelier.Kernel;

/// <summary>The packages of one session. All are restored together, so that they agree on the versions of what they share.</summary>
internal sealed class PackageSession(PackageRestorer restorer, NotebookReferences references)
{
    private const string ErrorName = "PackageVersionError";

    private readonly List<PackageRequest> _requests = [];
    private readonly List<string> _sources = [];
    private readonly Dictionary<string, ResolvedPackage> _packages = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The packages that are loaded, those that others brought included.</summary>
    public IReadOnlyCollection<ResolvedPackage> Packages => _packages.Values;

    /// <summary>Asks further sources from now on.</summary>
    /// <param name="sources">URLs and folders.</param>
    /// <param name="workingDirectory">Where relative folders start.</param>
    public void AddSources(IEnumerable<string> sources, string workingDirectory) => _sources.AddRange(sources
        .Select(source => source.Contains("://", StringComparison.Ordinal) ? source : Path.GetFullPath(source, workingDirectory))
        .Except(_sources));

    /// <summary>Makes packages usable. When it fails, the session is as it was.</summary>
    /// <returns>What the reader should know, a line each.</returns>
    /// <exception cref="CellException">A package cannot be restored or is loaded in another version.</exception>
    public async Task<IReadOnlyList<string>> AddAsync(IReadOnlyList<PackageRequest> wanted, CancellationToken cancellationToken)
    {
        var news = wanted
            .GroupBy(request => request.Id, StringComparer.OrdinalIgnoreCase)
            .Select(Agree)
            .Where(request => !IsLoaded(request))
            .ToList();
        if (news.Count == 0)
            return [];
        // What is loaded stays in its version; a floating version must not move between two cells.
        var all = _requests.Select(request => request with { Version = _packages[request.Id].Version }).Concat(news).ToList();
        var assets = await RestoreAsync(all, cancellationToken).ConfigureAwait(false);

        var notices = assets.Messages.Where(message => message.Code is "NU1605" or "NU1608"
                // Another version than the one asked for; of what packages bring along it says nothing that a notebook could change.
                || (message.Code == "NU1603" && news.Any(request => Same(request.Id, message.PackageId)))).Select(message => message.Text).Distinct().ToList();
        notices.AddRange(Accept(assets.Packages));
        Remember(news);
        return notices;
    }

    /// <summary>Makes a built project and its packages usable. When it fails, the session is as it was.</summary>
    /// <returns>What the reader should know, a line each.</returns>
    /// <exception cref="CellException">It needs a framework that is not installed, or another build of it is in use.</exception>
    public IReadOnlyList<string> AddProject(BuiltProject project)
    {
        // What the session has in the same or a newer version stays, as it would in one program.
        var packages = project.Packages
            .Where(package => Find(package.Id) is not { } known || PackageRequest.Compare(known.Version, package.Version) < 0)
            .ToList();
        foreach (var package in packages)
            references.CheckFrameworks(package);
        references.Add(project);
        var notices = Accept(packages);
        Remember(packages.Select(package => new PackageRequest(package.Id, package.Version)));
        return notices;
    }

    /// <summary>The package of that name; null when the session has none.</summary>
    public ResolvedPackage? Find(string id) => _packages.GetValueOrDefault(id);

    /// <summary>A source that does not answer would fail every later restore too: the session drops it, and says so.</summary>
    private async Task<AssetsFile> RestoreAsync(List<PackageRequest> packages, CancellationToken cancellationToken)
    {
        try
        {
            return await restorer.RestoreAsync(packages, _sources, cancellationToken).ConfigureAwait(false);
        }
        catch (CellException exception)
        {
            var unreachable = exception.Message.Split('\n').Where(line => line.StartsWith("NU1301", StringComparison.Ordinal)).ToList();
            var dropped = _sources.Where(source => unreachable.Any(line => line.Contains(source.TrimEnd('/', '\\'), StringComparison.Ordinal))).ToList();
            if (dropped.Count == 0)
                throw;
            _sources.RemoveAll(dropped.Contains);
            throw new CellException(exception.Error.Name, $"{exception.Message}\nNo longer asked: {string.Join(", ", dropped)}. #i adds it again.");
        }
    }

    private List<string> Accept(IEnumerable<ResolvedPackage> packages)
    {
        var notices = new List<string>();
        var added = new List<ResolvedPackage>();
        foreach (var package in packages.Where(package => _packages.GetValueOrDefault(package.Id)?.Version != package.Version))
        {
            if (_packages.TryGetValue(package.Id, out var loaded) && references.FindOutdated(package).Any())
            {
                notices.Add($"{loaded} is in use already and stays, although {package.Version} was asked for now. "
                    + "Restart the notebook and ask for all packages in its first cell if something is missing.");
                continue;
            }
            added.Add(package);
        }
        // All are checked before any is added, or what others bring along would be missing from those that come first.
        foreach (var package in added)
            references.CheckFrameworks(package);
        foreach (var package in added)
            references.Add(package);
        foreach (var package in added)
            _packages[package.Id] = package;
        return notices;
    }

    private void Remember(IEnumerable<PackageRequest> requests) => _requests.AddRange(requests
        .Where(request => !_requests.Any(known => Same(known.Id, request.Id)) && _packages.ContainsKey(request.Id))
        .ToList());

    private static PackageRequest Agree(IGrouping<string, PackageRequest> requests)
    {
        var exact = requests.Where(request => request.IsExact).DistinctBy(request => PackageRequest.Normalize(request.Version!)).ToList();
        return exact.Count switch
        {
            0 => requests.First(),
            1 => exact[0],
            _ => throw new CellException(ErrorName,
                $"The cell asks for {requests.Key} in the versions {string.Join(" and ", exact.Select(request => request.Version))}. Keep one of them."),
        };
    }

    private bool IsLoaded(PackageRequest request)
    {
        if (Find(request.Id) is not { } loaded)
            return false;
        var isAskedFor = _requests.FirstOrDefault(known => Same(known.Id, request.Id)) is { } known && request.Version == known.Version;
        if (isAskedFor || !request.IsExact || PackageRequest.Normalize(request.Version!) == PackageRequest.Normalize(loaded.Version))
            return true;
        throw new CellException(ErrorName,
            $"{request} was asked for, and version {loaded.Version} is loaded already. "
            + "A session has one version of a package: restart the notebook to change it.");
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
