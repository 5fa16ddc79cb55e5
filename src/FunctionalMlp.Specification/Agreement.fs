namespace FunctionalMlp.Specification

module Agreement =
    let placeholder = ()
