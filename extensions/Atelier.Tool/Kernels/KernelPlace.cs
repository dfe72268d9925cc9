using System.CommandLine;

namespace Atelier.Tool;

/// <summary>The options that say whose kernels are meant.</summary>
internal sealed class KernelPlace
{
    private readonly JupyterFolders _folders;
    private readonly Option<bool> _user = new("--user") { Description = "In the user's own data folder. This is the default." };
    private readonly Option<bool> _environment = new("--sys-prefix") { Description = "In the active Python environment, for all who use it." };
    private readonly Option<string?> _prefix = new("--prefix") { Description = "In share/jupyter/kernels of this folder.", HelpName = "DIR" };

    public KernelPlace(JupyterFolders folders, Command command)
    {
        _folders = folders;
        command.Add(_user);
        command.Add(_environment);
        command.Add(_prefix);
        command.Validators.Add(result =>
        {
            if (((Option[])[_user, _environment, _prefix]).Count(option => result.GetResult(option) is not null) > 1)
                result.AddError("More than one of --user, --sys-prefix and --prefix is given; expected at most one.");
        });
    }

    /// <summary>The folder of kernels that is meant.</summary>
    /// <exception cref="UsageException">It is that of a Python environment, and there is none.</exception>
    public string Find(ParseResult parsed) =>
        parsed.GetValue(_prefix) is { } prefix ? JupyterFolders.Under(prefix)
        : parsed.GetValue(_environment) ? _folders.Environment
        : _folders.User;

    /// <summary>The folders in which front ends would find kernels of the same name.</summary>
    public IReadOnlyList<string> FindRivals(ParseResult parsed) => parsed.GetValue(_prefix) is null ? _folders.All() : [];
}
