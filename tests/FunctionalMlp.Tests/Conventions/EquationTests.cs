using System.Net;
using System.Text.RegularExpressions;
using FunctionalMlp.Specification.Extensions;
using FunctionalMlp.Specification.Paper;
using Xunit;

namespace FunctionalMlp.Tests.Conventions;

/// <summary>An equation is typed once, in the specification: what people read refers to it by its number.</summary>
public sealed partial class EquationTests
{
    /// <summary>Signs that only formulas have; an equals sign; powers; products, sums, differences and quotients of letters and numbers.</summary>
    [GeneratedRegex(
        """
            [←Σ∑∏∫√‖∇½]
            | (?<![<>!=])\ [=≈]\ 
            | \^ | [²³ᵗ⁴-⁹](?!⁾)
            | [\w)\]\p{No}]\ ?[·⊙⊗]\ ?[\w(]
            | (?<![\w'])\w[\p{No}']?\ ?[+−/]\ ?[\w(]
            | [\w)]\ [+−/*-]\ \(
            | \d\ ?[+−/*]\ ?[\p{L}(]
            | [\w)]\ [+−*/]\ \w\b
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Formula();

    /// <summary>What reads like a formula and is none.</summary>
    [GeneratedRegex(
        """
            ∂\S+/∂\S+                      # the name of a gradient
            | R²                           # the name of a metric
            | …\s*\w*\s*−\ 1               # the end of a range of indices
            | \(?\b[nmlrc](·[nmlrc])+\b\)? # the length of a list of numbers
            | \w\^\(\d\)                   # a letter of a layer
            | \d\^\d+(\ -\ 1)?             # a large number
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex NoFormula();

    [GeneratedRegex("""<c>.*?</c>|<code>.*?</code>|```.*?```|`.*?`|".*?"|<i>.*?</i>""", RegexOptions.Singleline)]
    private static partial Regex CodeOrTitle();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\(E\d+\)")]
    private static partial Regex Number();

    /// <summary>Numbers without an E: the paper's, and those of papers that are cited.</summary>
    [GeneratedRegex(@"\b[Ee]quations? (\(\d+\))(?:(?:, | to | and | or )(\(\d+\)))*")]
    private static partial Regex PaperNumber();

    [Fact]
    public void No_doc_comment_spells_an_equation() => Assert.Empty(DocComments().SelectMany(Formulas));

    [Fact]
    public void No_document_spells_an_equation() => Assert.Empty(Documents().SelectMany(Formulas));

    [Fact]
    public void No_text_about_the_paper_spells_an_equation() => Assert.Empty(TextsAboutThePaper().SelectMany(Formulas));

    [Fact]
    public void Every_equation_that_is_referred_to_is_stated()
    {
        var referredTo = DocComments()
            .Concat(Documents())
            .SelectMany(text => Number().Matches(text.Text).Select(match => (Number: match.Value, text.Place)))
            .ToArray();
        Assert.NotEmpty(referredTo);
        Assert.Empty(referredTo.ExceptBy(Stated(), reference => reference.Number));
    }

    [Fact]
    public void Every_equation_of_the_paper_that_is_referred_to_is_stated()
    {
        var referredTo = DocComments()
            .SelectMany(text => PaperNumber().Matches(text.Text))
            .SelectMany(match => match.Groups.Values.Skip(1).SelectMany(group => group.Captures))
            .Select(capture => capture.Value)
            .ToArray();
        Assert.NotEmpty(referredTo);
        Assert.Empty(referredTo.Except(Paper.equations.Select(equation => equation.Number)));
    }

    [Fact]
    public void Every_equation_beyond_the_paper_is_referred_to()
    {
        var referredTo = DocComments().SelectMany(text => Number().Matches(text.Text).Select(match => match.Value));
        Assert.Empty(Stated().Except(referredTo));
    }

    [Theory]
    [InlineData("θ ← θ − η·g.")]
    [InlineData("The mean is Σ w_i·x_i / Σ w_i.")]
    [InlineData("The same penalty: λ' = 2λ.")]
    [InlineData("The penalty α/(2n) times the squares.")]
    [InlineData("The logistic function 1 / (1 + exp(-z)).")]
    [InlineData("Leaves 1 − p of the units.")]
    [InlineData("Adds u + λθ.")]
    [InlineData("The map L·X·Rᵀ.")]
    [InlineData("Divides by √v + ε.")]
    [InlineData("The mean of (y − ŷ)².")]
    [InlineData("log(1 + e^x).")]
    [InlineData("The error a ⊙ m.")]
    [InlineData("Uniform, with variance 2/in.")]
    public void A_formula_is_recognised(string text) => Assert.NotEmpty(Formulas((text, "here")));

    [Theory]
    [InlineData("∂J̃/∂θ, of the shape (n·l)×(n·m).")]
    [InlineData("One of 0 … K − 1, by <c>a = b + c</c>, in \"x = y\".")]
    [InlineData("R², with scikit-learn's convention; a number 0…1, and/or equation (E36).")]
    [InlineData("Between 0 and 2^64; z^(2) of all samples; λ, 0 or above.")]
    public void Prose_is_no_formula(string text) => Assert.Empty(Formulas((text, "here")));

    private static IEnumerable<string> Stated() => Extensions.equations.Select(equation => equation.Number);

    private static IEnumerable<string> Formulas((string Text, string Place) text)
    {
        var prose = WebUtility.HtmlDecode(Tag().Replace(CodeOrTitle().Replace(text.Text, ""), " "));
        return Formula().Matches(NoFormula().Replace(prose, "")).Select(match => $"{text.Place}: {match.Value}");
    }

    /// <summary>What the report says of the equations, the slips and the lines of the derivations.</summary>
    private static IEnumerable<(string Text, string Place)> TextsAboutThePaper() =>
        Paper
            .equations.Concat(Extensions.equations)
            .Select(equation => (equation.Title, equation.Number))
            .Concat(Paper.slips.Select(slip => ($"{slip.What} {slip.ReadAs}", $"slip in {slip.Equation.Number}")))
            .Concat(
                from derivation in Paper.derivations
                from text in derivation
                    .Printed.Lines.Concat(derivation.Corrected.Lines)
                    .Select(line => line.Because)
                    .Append(derivation.ReadAs)
                select (text, derivation.Name)
            );

    /// <summary>The doc comments of all sources, each in one piece.</summary>
    private static IEnumerable<(string Text, string Place)> DocComments() =>
        from file in Repository.Sources(".cs", ".fs", ".fsi", ".fsx")
        // The formulas that this test recognises.
        where Path.GetFileName(file) != $"{nameof(EquationTests)}.cs"
        from comment in Comments(File.ReadAllLines(file))
        select (comment.Text, $"{Path.GetFileName(file)}, line {comment.Line}");

    private static IEnumerable<(string Text, int Line)> Comments(string[] lines)
    {
        for (var first = 0; first < lines.Length; first++)
        {
            var comment = lines.Skip(first).Select(line => line.Trim()).TakeWhile(IsDocComment).ToArray();
            if (comment.Length > 0)
            {
                yield return (string.Join(' ', comment.Select(line => line[3..])), first + 1);
                first += comment.Length;
            }
        }
    }

    private static bool IsDocComment(string line) => line.StartsWith("///", StringComparison.Ordinal);

    /// <summary>What is written in Markdown. The notes on the benchmark are measurements, with arithmetic on them.</summary>
    private static IEnumerable<(string Text, string Place)> Documents() =>
        from file in Repository.Sources(".md").Append(Repository.Path("README.md"))
        where Path.GetFileName(file) != "NOTES.md"
        select (File.ReadAllText(file), Path.GetFileName(file));
}
