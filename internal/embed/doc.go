// Package embed asks an endpoint for the vectors of texts: what they mean, as a
// model for embeddings has it. Texts that mean much the same have vectors that
// point the same way, whatever words they use and in whichever language.
//
// Any endpoint that speaks as OpenAI's does will do: POST {base}/embeddings with
// a model and a list of texts. Many servers of local models do, so that no text
// has to leave the house.
//
// The package owns the wire: batches, time limits, what is tried again, and what
// of an answer is believed. It knows nothing of needs and offers, logs no text and
// no key, and follows no redirect: texts go where the configuration says and
// nowhere else. It gives vectors of length 1, so that the product of two is the
// cosine of their angle.
//
// Start at Open, then Client.Embed.
package embed
