using System.Text;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Tells all front ends what the kernel does and what its cells put out, in the order of the calls.</summary>
internal sealed class Broadcaster(MessageWriter writer)
{
    private readonly Lock _gate = new();
    private JupyterMessage? _runningCell;

    /// <summary>Where it goes.</summary>
    public MessageChannel? Channel { get; set; }

    public void Publish(JupyterMessage? parent, string type, JsonObject content, JsonObject? metadata = null) =>
        Channel?.Send(writer.Write([Encoding.UTF8.GetBytes($"kernel.{writer.Session}.{type}")], type, parent, content, metadata));

    public void Starting() => Status(null, "starting");

    /// <summary>Notes that work on a request begins.</summary>
    public void Busy(JupyterMessage parent) => Status(parent, "busy");

    /// <summary>Notes that work on a request has ended.</summary>
    public void Idle(JupyterMessage parent)
    {
        lock (_gate)
        {
            Status(parent, "idle");
            // Front ends show the latest state, whatever it belongs to; while a cell runs the kernel is busy.
            if (_runningCell is { } cell)
                Busy(cell);
        }
    }

    public void BeginCell(JupyterMessage parent)
    {
        lock (_gate)
        {
            _runningCell = parent;
            Busy(parent);
        }
    }

    public void EndCell(JupyterMessage parent)
    {
        lock (_gate)
        {
            _runningCell = null;
            Status(parent, "idle");
        }
    }

    /// <summary>Publishes what a cell put out.</summary>
    public void Publish(JupyterMessage parent, CellOutput output, int executionCount)
    {
        switch (output)
        {
            case StreamOutput stream:
                Publish(parent, "stream", new JsonObject { ["name"] = stream.Name, ["text"] = stream.Text });
                break;
            case DisplayOutput display:
                Publish(parent, TypeOf(display), Display(display, executionCount));
                break;
            case ClearOutput clear:
                Publish(parent, "clear_output", new JsonObject { ["wait"] = clear.Wait });
                break;
            case ErrorOutput error:
                Publish(parent, "error", Replies.ErrorFields(error));
                break;
            default:
                throw new ArgumentException(
                    $"An output of type {output.GetType().Name} has no message in Jupyter's protocol; expected a stream, a display, a clearing or an error.",
                    nameof(output));
        }
    }

    private static string TypeOf(DisplayOutput display) =>
        display.IsUpdate ? "update_display_data" : display.IsResult ? "execute_result" : "display_data";

    private static JsonObject Display(DisplayOutput display, int executionCount)
    {
        var content = new JsonObject
        {
            ["data"] = Replies.Bundle(display.Data),
            ["metadata"] = new JsonObject(),
            ["transient"] = display.DisplayId is { } id ? new JsonObject { ["display_id"] = id } : new JsonObject(),
        };
        if (TypeOf(display) == "execute_result")
            content["execution_count"] = executionCount;
        return content;
    }

    private void Status(JupyterMessage? parent, string state) => Publish(parent, "status", new JsonObject { ["execution_state"] = state });
}
