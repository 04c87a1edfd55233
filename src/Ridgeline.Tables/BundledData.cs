namespace Ridgeline.Tables;

/// <summary>The data that come with Ridgeline.</summary>
public static class BundledData
{
    /// <summary>The target of <see cref="BreastCancer"/>: 0 = malignant, 1 = benign.</summary>
    public const string BreastCancerTarget = "target";

    /// <summary>Where <see cref="BreastCancer"/> comes from.</summary>
    public const string BreastCancerAttribution =
        "Data: Breast Cancer Wisconsin (Diagnostic), W. Wolberg, O. Mangasarian, N. Street, W. Street, UCI Machine Learning Repository 1993, doi:10.24432/C5DW2B, CC BY 4.0. Target 0 = malignant, 1 = benign.";

    /// <summary>569 tumours, 30 measurements of each and whether it was benign.</summary>
    /// <remarks>Breast Cancer Wisconsin (Diagnostic), Wolberg, Mangasarian, Street, Street (1993), UCI Machine Learning Repository, https://doi.org/10.24432/C5DW2B, CC BY 4.0.</remarks>
    public static Table BreastCancer()
    {
        using var stream = typeof(BundledData).Assembly.GetManifestResourceStream("breast_cancer.csv")!;
        using var reader = new StreamReader(stream);
        return CsvFile.Parse(reader, "breast cancer (bundled)");
    }
}
