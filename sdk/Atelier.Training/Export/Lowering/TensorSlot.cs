using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>A tensor of the forward, which operations in place may change: the value that stands for its content now.</summary>
/// <remarks>
/// ONNX values never change. So a change makes a new value; a view (a slice, a transposition) that is changed writes its new content back into the tensor that it looks at, and is taken from it
/// again after that one has changed.
/// </remarks>
internal sealed class TensorSlot
{
    private readonly Func<OnnxValue>? _take;
    private readonly Func<OnnxValue, OnnxValue, OnnxValue>? _writeBack;
    private OnnxValue? _value;
    private int _version;
    private int _seen;

    /// <summary>A tensor with a memory of its own.</summary>
    public TensorSlot(OnnxValue value) => _value = value;

    /// <summary>A tensor that was there before the forward; it is written into the graph when it is first used.</summary>
    public TensorSlot(Func<OnnxValue> first) => _take = first;

    /// <summary>A view of another tensor.</summary>
    /// <param name="value">What it shows now.</param>
    /// <param name="of">The tensor that it looks at.</param>
    /// <param name="take">Takes the view again.</param>
    /// <param name="writeBack">Gives the other tensor's new content for its old one and the view's new content.</param>
    public TensorSlot(OnnxValue value, TensorSlot of, Func<OnnxValue> take, Func<OnnxValue, OnnxValue, OnnxValue> writeBack)
    {
        (_value, Base, _take, _writeBack) = (value, of, take, writeBack);
        _seen = of.Version;
    }

    /// <summary>The tensor that this one looks at; null for one with a memory of its own.</summary>
    public TensorSlot? Base { get; }

    /// <summary>The model's own tensor; null for the results of operations and for inputs.</summary>
    public TraceLeaf? Leaf { get; init; }

    /// <summary>The matrix that this one is the transposition of, for products; null for others.</summary>
    public TensorSlot? TransposedFrom { get; set; }

    private int Version
    {
        get
        {
            _ = Read();
            return _version;
        }
    }

    /// <summary>Its content now.</summary>
    public OnnxValue Read()
    {
        if (Base is null)
        {
            return _value ??= _take!();
        }

        if (Base.Version != _seen)
        {
            _value = _take!();
            _seen = Base._version;
            _version++;
        }

        return _value!;
    }

    /// <summary>Tells more of the type and shape of its content.</summary>
    public void Describe(OnnxValue value) => _value = value;

    /// <summary>Gives it another content.</summary>
    public void Write(OnnxValue value)
    {
        if (Base is not null)
        {
            Base.Write(_writeBack!(Base.Read(), value));
            _seen = Base._version;
        }

        _value = value;
        _version++;
    }
}
