using Atelier.Prediction;

namespace Atelier;

/// <summary>A `ModelInferRequest` or `ModelInferResponse`, whose tensors still lie in its bytes.</summary>
internal sealed class InferMessage
{
    private const int ModelNameField = 1;
    private const int ModelVersionField = 2;
    private const int IdField = 3;
    private const int TensorsField = 5;

    private readonly List<ReadOnlyMemory<byte>> _tensors = [];
    private readonly List<ReadOnlyMemory<byte>> _raw = [];
    private readonly string _what;

    private InferMessage(string what) => _what = what;

    /// <summary>The model's name; empty where none is given.</summary>
    public string ModelName { get; private set; } = "";

    /// <summary>The model's version; null where none is given.</summary>
    public string? ModelVersion { get; private set; }

    /// <summary>The id; null where none is given.</summary>
    public string? Id { get; private set; }

    /// <summary>The names of the outputs that a request asks for.</summary>
    public List<string> Outputs { get; } = [];

    /// <summary>Whether the elements lie beside the tensors, as bytes.</summary>
    public bool IsRaw => _raw.Count > 0;

    /// <summary>Reads a request but for its tensors.</summary>
    /// <param name="bytes">The message; it must stay as it is until the tensors have been read.</param>
    /// <exception cref="InvalidDataException">It is none; the message says why.</exception>
    public static InferMessage ReadRequest(ReadOnlyMemory<byte> bytes) => new InferMessage("inputs").Read(bytes, outputs: 6, raw: 7);

    /// <summary>Reads an answer but for its tensors.</summary>
    /// <param name="bytes">The message; it must stay as it is until the tensors have been read.</param>
    /// <exception cref="InvalidDataException">It is none; the message says why.</exception>
    public static InferMessage ReadAnswer(ReadOnlyMemory<byte> bytes) => new InferMessage("outputs").Read(bytes, outputs: null, raw: 6);

    /// <summary>Reads the tensors, which keep nothing of the message; nothing is allocated that the message does not fill.</summary>
    /// <exception cref="InvalidDataException">They are none, or their elements do not fit them; the message says why.</exception>
    public List<NamedTensor> ReadTensors()
    {
        if (IsRaw && _raw.Count != _tensors.Count)
        {
            throw new InvalidDataException(
                $"There are {_raw.Count} raw contents for {_tensors.Count} tensors in `{_what}`; expected one for each, "
                + "in their order, or typed contents in each tensor.");
        }

        return [.. _tensors.Select((tensor, at) =>
            ReadTensor(tensor, $"`{_what}`[{at}]", IsRaw ? _raw[at] : default(ReadOnlyMemory<byte>?)))];
    }

    private InferMessage Read(ReadOnlyMemory<byte> bytes, int? outputs, int raw)
    {
        var reader = new WireReader(bytes.Span);
        while (reader.Read())
        {
            if (reader.Is(ModelNameField, WireKind.Bytes))
            {
                ModelName = reader.ReadText("`model_name`");
            }
            else if (reader.Is(ModelVersionField, WireKind.Bytes))
            {
                ModelVersion = reader.ReadText("`model_version`") is { Length: > 0 } version ? version : null;
            }
            else if (reader.Is(IdField, WireKind.Bytes))
            {
                Id = reader.ReadText("`id`") is { Length: > 0 } id ? id : null;
            }
            else if (reader.Is(TensorsField, WireKind.Bytes))
            {
                Add(_tensors, bytes[reader.ReadRange()], _what);
            }
            else if (reader.Is(raw, WireKind.Bytes))
            {
                Add(_raw, bytes[reader.ReadRange()], "raw contents");
            }
            else if (outputs is { } field && reader.Is(field, WireKind.Bytes))
            {
                Add(Outputs, ReadName(reader.ReadBytes(), $"`outputs`[{Outputs.Count}]"), "outputs");
            }
            else
            {
                reader.Skip();
            }
        }

        return this;
    }

    private static void Add<T>(List<T> list, T entry, string what)
    {
        if (list.Count == TensorReader.MaxTensors)
        {
            throw new InvalidDataException($"The message has more than {TensorReader.MaxTensors} {what}; send fewer.");
        }

        list.Add(entry);
    }

    private static string ReadName(ReadOnlySpan<byte> bytes, string what)
    {
        var name = "";
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Is(1, WireKind.Bytes))
            {
                name = reader.ReadText($"`name` of {what}");
            }
            else
            {
                reader.Skip();
            }
        }

        return name.Length > 0 ? name : throw new InvalidDataException($"{what} has no `name`; expected that of an output.");
    }

    private static NamedTensor ReadTensor(ReadOnlyMemory<byte> bytes, string what, ReadOnlyMemory<byte>? raw)
    {
        var (name, type) = ("", "");
        var shape = new List<int>();
        var contents = new List<ReadOnlyMemory<byte>>();
        var reader = new WireReader(bytes.Span);
        while (reader.Read())
        {
            if (reader.Is(1, WireKind.Bytes))
            {
                name = reader.ReadText($"`name` of {what}");
            }
            else if (reader.Is(2, WireKind.Bytes))
            {
                type = reader.ReadText($"`datatype` of {what}");
            }
            else if (reader.Is(3, WireKind.Bytes))
            {
                var packed = new WireReader(reader.ReadBytes());
                while (!packed.AtEnd)
                {
                    AddLength(shape, packed.ReadVarint(), what);
                }
            }
            else if (reader.Is(3, WireKind.Varint))
            {
                AddLength(shape, reader.ReadVarint(), what);
            }
            else if (reader.Is(5, WireKind.Bytes))
            {
                contents.Add(bytes[reader.ReadRange()]);
            }
            else
            {
                reader.Skip();
            }
        }

        if (name.Length == 0 || type.Length == 0)
        {
            throw new InvalidDataException(
                $"{what} has no `{(name.Length == 0 ? "name" : "datatype")}`; expected name, datatype, shape and elements.");
        }

        if (raw is { } elements && contents.Any(part => part.Length > 0))
        {
            throw new InvalidDataException(
                $"`{name}` has both `contents` and raw contents; expected its {elements.Length} raw bytes or typed contents alone.");
        }

        return raw is { } given
            ? BinaryElements.Read(given.Span, name, TypeOf(type, name), [.. shape])
            : WireContents.Read(contents, name, TypeOf(type, name), [.. shape]);
    }

    private static void AddLength(List<int> shape, ulong length, string what)
    {
        if (length > int.MaxValue)
        {
            throw new InvalidDataException($"`shape` of {what} holds {(long)length}; expected whole numbers from 0 to {int.MaxValue}.");
        }

        if (shape.Count == TensorReader.MaxRank)
        {
            throw new InvalidDataException(
                $"`shape` of {what} has more than {TensorReader.MaxRank} dimensions; expected those of the model.");
        }

        shape.Add((int)length);
    }

    private static DataType TypeOf(string type, string name)
    {
        try
        {
            return DataTypes.FromProtocolName(type);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"`datatype` of `{name}`: {error.Message}", error);
        }
    }
}
