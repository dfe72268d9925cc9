namespace Atelier.Data;

/// <summary>Which rows a <see cref="LabelAudit"/> suspects; the names are those of Northcutt et al. 2021, section 3.2.</summary>
public enum LabelAuditMethod
{
    /// <summary>
    /// Prune by noise rate: for each pair of given class i and other class j, as many rows of i as the noise estimate says are truly j, those in
    /// which j is most ahead of i.
    /// </summary>
    ByNoiseRate,

    /// <summary>Prune by class: of each given class as many rows as the noise estimate says are wrong, those with the least probable label.</summary>
    ByClass,

    /// <summary>The rows that both of the above suspect: fewer, and more surely wrong.</summary>
    Both,

    /// <summary>The rows that were counted outside the diagonal of the confident joint.</summary>
    ConfidentJoint,

    /// <summary>Every row whose label is not the most probable class: a simple baseline.</summary>
    Confusion,
}
