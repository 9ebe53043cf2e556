// Package screen finds what must not be in a text that others will read: what tells
// of a pupil. It owns the patterns, in English and Spanish; it refuses nothing itself
// and changes no text. What to do with a finding is its caller's affair.
//
// It looks for five things: a person by name with a diagnosis, a person by name with a
// plan of special education (an IEP or a 504 plan), a date of birth, a telephone number,
// and a number of a pupil. Groups are fine: "students with IEPs", "we welcome autistic
// pupils". A name counts if it is a usual given name (names.txt) or is introduced as one
// ("my student Xyla", "una alumna llamada Xyla").
//
// It is a net with holes, cast where people write and not where programs do: it would
// rather let something pass than send a teacher back over an innocent word. Start at
// Text.
package screen
