namespace FunctionalMlp.Reporting

module Console =
    let placeholder = ()
