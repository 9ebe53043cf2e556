// What texts mean, as a model for embeddings has it: one index for each shelf, of
// whatever number of dimensions. Nothing is in them until embeddings are asked for.
CREATE VECTOR INDEX open_needs_by_vector IF NOT EXISTS FOR (n:OpenNeed) ON (n.vector)
  OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}};
CREATE VECTOR INDEX open_funds_by_vector IF NOT EXISTS FOR (n:OpenFund) ON (n.vector)
  OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}};
CREATE VECTOR INDEX open_pilots_by_vector IF NOT EXISTS FOR (n:OpenPilot) ON (n.vector)
  OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}};
CREATE VECTOR INDEX open_grants_by_vector IF NOT EXISTS FOR (n:OpenGrant) ON (n.vector)
  OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}};
CREATE VECTOR INDEX open_studies_by_vector IF NOT EXISTS FOR (n:OpenStudy) ON (n.vector)
  OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}};
CREATE VECTOR INDEX listed_funds_by_vector IF NOT EXISTS FOR (n:ListedFund) ON (n.vector)
  OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}};
CREATE VECTOR INDEX listed_pilots_by_vector IF NOT EXISTS FOR (n:ListedPilot) ON (n.vector)
  OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}};
CREATE VECTOR INDEX listed_grants_by_vector IF NOT EXISTS FOR (n:ListedGrant) ON (n.vector)
  OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}};
CREATE VECTOR INDEX listed_studies_by_vector IF NOT EXISTS FOR (n:ListedStudy) ON (n.vector)
  OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}};

// The names that statements use, so that the server knows them from the start.
UNWIND ['vector', 'vectorModel', 'vectorDigest', 'vectorData'] AS name CALL db.createProperty(name);
