using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>What the operations ask of the type of elements.</summary>
internal static class ElementTypes
{
    extension(DataType type)
    {
        /// <summary>True for floating point numbers.</summary>
        public bool IsFloat => type is DataType.Float16 or DataType.Float32 or DataType.Float64;

        /// <summary>The type to compute in: ONNX Runtime has most operations of the small whole numbers and of booleans in int32 alone.</summary>
        public DataType Wide => type is DataType.Bool or DataType.UInt8 or DataType.Int8 or DataType.Int16 ? DataType.Int32 : type;
    }
}
