namespace FunctionalMlp.Specification.Extensions

open FunctionalMlp.Specification
open FunctionalMlp.Specification.Expression

/// The weights and biases of a network, all of them in one column.
[<Sealed>]
type AllParameters = class end

/// How the optimisers move the parameters, one parameter k at a time. What an optimiser remembers is defined by its
/// recursion, from zero on; an equation says what the third step comes to, written out in the gradients g of the steps.
/// The number of a step stands above its letter.
module Updates =
    let private section = "Updates"
    let private P = dimension<AllParameters> "P"
    let private k = index "k" P
    let private all = vector "θ" P
    let private θ0 = defineAt "θ" 0 k (item k all)
    let private gradients step = variable "g" step P one

    let private g step =
        defineAt "g" step k (item k (gradients step))

    let private zero = number 0
    let private unit = number 1
    let private η = scalar "η"
    let private λ = scalar "λ"
    let private μ = scalar "μ"
    let private ρ = scalar "ρ"
    let private τ = scalar "τ"
    let private ε = scalar "ε"
    let private β1 = scalar "β₁"
    let private β2 = scalar "β₂"

    // 1 where a parameter decays, 0 where not.
    let private decays = vector "χ" P
    let private χ = defineAt "χ" 0 k (item k decays)

    let private root a = apply Functions.sqrt a
    let private square a = a * a
    let private cube a = a * a * a

    // The values of a letter after each of three steps.
    let private recursion letter start next =
        let after step before =
            defineAt letter step k (next step before)

        let first = after 1 start
        let second = after 2 first
        first, second, after 3 second

    let private at step (first, second, third) =
        [ first; second; third ] |> List.item (step - 1)

    let private descent update =
        recursion "θ" θ0 (fun step θ -> θ - η *. update step)

    // An exponentially decaying mean, from zero on; and its third value written out.
    let private mean letter decay values =
        recursion letter zero (fun step before -> decay *. before + (unit - decay) *. values step)

    let private meanWrittenOut decay values =
        (unit - decay) *. (square decay *. values 1 + decay *. values 2 + values 3)

    let private squares step = square (g step)

    /// With a learning rate for each step.
    let gradientDescent =
        let rate step = variable "η" step one one
        let _, θ2, θ3 = recursion "θ" θ0 (fun step θ -> θ - rate step *. g step)

        Equation.state "(E18)" section "Gradient descent" θ3 (θ2 - rate 3 *. g 3)
        |> Equation.goingOn (θ0 - (rate 1 *. g 1 + rate 2 *. g 2 + rate 3 *. g 3))

    let private velocity = recursion "v" zero (fun step before -> μ *. before + g step)

    let private velocityStep = Claim.equal (at 3 velocity) (μ *. at 2 velocity + g 3)

    /// Second, Polyak's heavy ball: a part of the last step is taken again.
    let momentum =
        let θ1, θ2, θ3 = descent (fun step -> at step velocity)

        Equation.state "(E19)" section "Momentum" θ3 (θ2 - η *. at 3 velocity)
        |> Equation.goingOn (θ2 - η *. g 3 + μ *. (θ2 - θ1))
        |> Equation.goingOn (θ0 - η *. ((unit + μ + square μ) *. g 1 + (unit + μ) *. g 2 + g 3))
        |> Equation.also velocityStep

    /// Second, Sutskever's form: w moves with its velocity y by gradients taken where w is about to go, which is θ.
    let nesterov =
        let _, θ2, θ3 = descent (fun step -> g step + μ *. at step velocity)

        let y = recursion "y" zero (fun step before -> μ *. before - η *. g step)

        let _, _, w3 = recursion "w" θ0 (fun step before -> before + at step y)

        Equation.state "(E20)" section "Nesterov's momentum" θ3 (θ2 - η *. (g 3 + μ *. at 3 velocity))
        |> Equation.goingOn (w3 + μ *. at 3 y)
        |> Equation.goingOn (
            θ0
            - η
              *. ((unit + μ + square μ + cube μ) *. g 1
                  + (unit + μ + square μ) *. g 2
                  + (unit + μ) *. g 3)
        )
        |> Equation.also velocityStep

    // A step by the gradient over the root of what is remembered of its squares: from the second step's to the third's, and
    // written out.
    let private byRoots number title s third writtenOut =
        let update step = g step / (root (at step s) + ε)
        let _, θ2, θ3 = descent update

        Equation.state number section title θ3 (θ2 - η *. update 3)
        |> Equation.also (Claim.equal (at 3 s) third)
        |> Equation.also (Claim.equal (at 3 s) writtenOut)

    /// Divided by the root of the sum of all squares.
    let adaGrad =
        let s = recursion "s" zero (fun step before -> before + squares step)
        byRoots "(E21)" "AdaGrad" s (at 2 s + squares 3) (squares 1 + squares 2 + squares 3)

    /// Divided by the root of the mean of the squares.
    let rmsProp =
        let s = mean "s" ρ squares
        byRoots "(E22)" "RMSProp" s (ρ *. at 2 s + (unit - ρ) *. squares 3) (meanWrittenOut ρ squares)

    let private power step a =
        List.replicate step a |> List.reduce (*)

    // Adam's moments, and what is claimed of them.
    let private moments β1 β2 =
        let m, v = mean "m" β1 g, mean "v" β2 squares

        let claims equation =
            equation
            |> Equation.also (Claim.equal (at 3 m) (β1 *. at 2 m + (unit - β1) *. g 3))
            |> Equation.also (Claim.equal (at 3 m) (meanWrittenOut β1 g))
            |> Equation.also (Claim.equal (at 3 v) (β2 *. at 2 v + (unit - β2) *. squares 3))
            |> Equation.also (Claim.equal (at 3 v) (meanWrittenOut β2 squares))

        m, v, claims

    // Moments without what their start at zero takes from them, the update by them, and what is claimed of them.
    let private corrected β1 β2 ε =
        let m, v, claims = moments β1 β2

        let divided letter decay moment step =
            defineAt letter step k (at step moment / (unit - power step decay))

        let mHat, vHat = divided "m̂" β1 m, divided "v̂" β2 v

        let claims equation =
            equation
            |> Equation.also (Claim.equal (mHat 3) (at 3 m / (unit - cube β1)))
            |> Equation.also (Claim.equal (vHat 3) (at 3 v / (unit - cube β2)))
            |> claims

        (fun step -> mHat step / (root (vHat step) + ε)), claims

    /// The corrections make the weights of the gradients sum to one, and the first step one by the gradient's own root.
    let adam =
        let update, claims = corrected β1 β2 ε
        let θ1, θ2, θ3 = descent update

        Equation.state "(E23)" section "Adam" θ3 (θ2 - η *. update 3)
        |> claims
        |> Equation.also (Claim.equal unit ((unit - β1) *. (square β1 + β1 + unit) / (unit - cube β1)))
        |> Equation.also (Claim.equal θ1 (θ0 - η *. (g 1 / (root (squares 1) + ε))))

    /// The corrections as factors of the learning rate, so that ε is added to the root of the moment as it is.
    let adamBeforeCorrection =
        let m, v, claims = moments β1 β2

        let part decay letter step =
            define letter step (unit - power step decay)

        let a, b = part β1 "a", part β2 "b"

        let step t =
            η *. (root (b t) / a t *. (at t m / (root (at t v) + ε)))

        let _, θ2, θ3 = recursion "θ" θ0 (fun t θ -> θ - step t)

        Equation.state "(E24)" section "Adam, ε before the correction" θ3 (θ2 - step 3)
        |> Equation.also (Claim.equal (a 3) (unit - cube β1))
        |> Equation.also (Claim.equal (b 3) (unit - cube β2))
        |> claims

    /// Added to the gradient first, weight decay is the gradient of a penalty on the parameters that decay.
    let weightDecay =
        let penalty = λ *. (number 1 / number 2) *. (decays.T * (all .* all))
        let penalised = (gradients 1).T * all + penalty
        let θ1 = define "θ" 1 (all - η *. gradient penalised all)

        Equation.state "(E25)" section "Weight decay" θ1 (all - η *. gradient penalised all)
        |> Equation.goingOn (all - η *. (gradients 1 + λ *. (decays .* all)))

    // Decay beside an update, and as a shrinking of the parameters before it.
    let private decoupled number title update =
        let _, θ2, θ3 =
            recursion "θ" θ0 (fun step θ -> θ - η *. (update step + λ *. (χ * θ)))

        Equation.state number section title θ3 (θ2 - η *. (update 3 + λ *. (χ * θ2)))
        |> Equation.goingOn ((unit - η *. (λ *. χ)) *. θ2 - η *. update 3)

    /// Adam with decoupled weight decay, at given constants.
    let adamWWith β1 β2 ε =
        let update, claims = corrected β1 β2 ε
        decoupled "(E26)" "AdamW: decoupled weight decay" update |> claims

    /// AdamW.
    let adamW = adamWWith β1 β2 ε

    /// Lion with decoupled weight decay, at given constants.
    let lionWith β1 β2 =
        let m = mean "m" β2 g

        let update step =
            let before = if step = 1 then zero else at (step - 1) m
            apply Functions.sign (β1 *. before + (unit - β1) *. g step)

        decoupled "(E27)" "Lion" update
        |> Equation.also (Claim.equal (at 3 m) (β2 *. at 2 m + (unit - β2) *. g 3))
        |> Equation.also (Claim.equal (at 2 m) ((unit - β2) *. (β2 *. g 1 + g 2)))

    /// Lion.
    let lion = lionWith β1 β2

    // One step by an update c, which is told by cases; then written out another way.
    let private byCases number title c otherwise =
        let named = defineAt "c" 0 k c
        let next = defineAt "θ" 1 k (θ0 - η *. named)

        Equation.state number section title next (θ0 - η *. named)
        |> Equation.goingOn (θ0 - η *. otherwise)
        |> Equation.also (Claim.equal named c)

    /// Without what exceeds the limit τ on either side: φ is ReLU.
    let clipByValue =
        let above, below = indicator (g 1 - τ), indicator (-(g 1) - τ)

        byCases
            "(E28)"
            "Clipping by value"
            (above *. τ - below *. τ + (unit - above - below) *. g 1)
            (g 1 - relu (g 1 - τ) + relu (-(g 1) - τ))

    /// Shortened by the share of the norm r that exceeds the limit τ.
    let clipByGlobalNorm =
        let length = root ((gradients 1).T * gradients 1)
        let norm = define "r" 0 length
        let tooLong = indicator (norm - τ)

        byCases
            "(E29)"
            "Clipping by the global norm"
            (tooLong *. (τ / norm *. g 1) + (unit - tooLong) *. g 1)
            (g 1 - relu (norm - τ) / norm *. g 1)
        |> Equation.also (Claim.equal norm length)

    /// The average a of the parameters, from the initial ones on: its weights sum to one.
    let average =
        let θ = descent g
        let weigh step before = ρ *. before + (unit - ρ) *. at step θ
        let _, a2, a3 = recursion "a" θ0 weigh

        Equation.state "(E30)" section "Exponential moving average" a3 (weigh 3 a2)
        |> Equation.goingOn (cube ρ *. θ0 + (unit - ρ) *. (square ρ *. at 1 θ + ρ *. at 2 θ + at 3 θ))
        |> Equation.also (Claim.equal unit (cube ρ + (unit - ρ) *. (square ρ + ρ + unit)))

    /// By a factor κ less when the loss ℓ of the second epoch is not below that of the first, with a patience of none.
    let plateau =
        let κ, ℓ = scalar "κ", (fun epoch -> variable "ℓ" epoch one one)
        let falls = indicator (ℓ 1 - ℓ 2)

        byCases
            "(E31)"
            "Reducing the rate on a plateau"
            (falls *. g 1 + (unit - falls) *. (κ *. g 1))
            ((κ + falls *. (unit - κ)) *. g 1)

    /// The updates, in the order of their numbers.
    let equations =
        [
            gradientDescent
            momentum
            nesterov
            adaGrad
            rmsProp
            adam
            adamBeforeCorrection
            weightDecay
            adamW
            lion
            clipByValue
            clipByGlobalNorm
            average
            plateau
        ]
