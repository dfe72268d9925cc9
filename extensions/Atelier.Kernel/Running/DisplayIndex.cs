using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Where the displays of a run stand in its notebook, so that later outputs of any cell can replace their content.</summary>
/// <remarks>The ids are known during the run only; the notebook format has no place for them.</remarks>
internal sealed class DisplayIndex
{
    private readonly Dictionary<string, List<JsonObject>> _displays = [];

    /// <summary>Notes the output that a cell holds last, when it is a display that can be updated.</summary>
    public void Add(CellOutput output, NotebookCell cell)
    {
        if (output is not DisplayOutput { DisplayId: { } id })
            return;
        if (!_displays.TryGetValue(id, out var displays))
            _displays.Add(id, displays = []);
        displays.Add(cell.Json["outputs"]!.AsArray()[^1]!.AsObject());
    }

    /// <summary>Replaces the content of every display of that id. One that is not there, or was cleared away, has no place to be shown in.</summary>
    public void Update(DisplayOutput update)
    {
        if (update.DisplayId is null || !_displays.TryGetValue(update.DisplayId, out var displays))
            return;
        displays.RemoveAll(display => display.Parent is null);
        foreach (var display in displays)
            OutputJson.Replace(display, update);
    }
}
