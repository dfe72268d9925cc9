using Atelier.Data;

namespace Atelier.Vision;

/// <summary>Rows that <see cref="MixUp"/> mixed.</summary>
/// <param name="Features">The mixed rows; their labels are still those of the first row of each mixture.</param>
/// <param name="ClassShares">(rows x classes) shares of each class, summing to 1 in each row: what a cross-entropy loss is taken against.</param>
/// <param name="Partners">The row of the batch that each row was mixed with; perhaps itself.</param>
/// <param name="Shares">
/// The first row's share of each mixture, from 0 to 1; the loss may as well be share * loss(label) + (1 - share) * loss(partner's label).
/// </param>
public sealed record MixedBatch(Dataset Features, ReadOnlyMemory<float> ClassShares, ReadOnlyMemory<int> Partners, ReadOnlyMemory<float> Shares);
