namespace Atelier.Training;

/// <summary>The numbers in which a model's layers compute while it is trained; its weights stay float32.</summary>
public enum TrainingPrecision
{
    /// <summary>32 bits throughout.</summary>
    Float32,

    /// <summary>
    /// bfloat16 (8 bits of precision, the range of float32) in matrix products and convolutions, float32 where sums need it: torch's autocast. About twice as fast and half the memory of
    /// activations on CUDA devices of compute capability 8.0 and newer; on most processors slower.
    /// </summary>
    BFloat16,

    /// <summary>
    /// float16 (11 bits of precision, to 65,504) where autocast allows, with the loss scaled so that small gradients do not vanish: for CUDA devices older than 8.0. A step whose
    /// gradients overflow is left out and the scale halved (Micikevicius et al. 2018, "Mixed Precision Training", section 3.2).
    /// </summary>
    Float16,
}
