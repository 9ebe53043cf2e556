// One shelf, one index: only what may be matched carries the label. The texts were
// split and stemmed before they came here, so that blanks are all there is to know.
CREATE FULLTEXT INDEX open_needs IF NOT EXISTS FOR (n:OpenNeed) ON EACH [n.searchCluster, n.searchTitle, n.searchBody, n.searchTopics]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE FULLTEXT INDEX open_funds IF NOT EXISTS FOR (n:OpenFund) ON EACH [n.searchCluster, n.searchTitle, n.searchBody, n.searchTopics]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE FULLTEXT INDEX open_pilots IF NOT EXISTS FOR (n:OpenPilot) ON EACH [n.searchCluster, n.searchTitle, n.searchBody, n.searchTopics]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE FULLTEXT INDEX open_grants IF NOT EXISTS FOR (n:OpenGrant) ON EACH [n.searchCluster, n.searchTitle, n.searchBody, n.searchTopics]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE FULLTEXT INDEX open_studies IF NOT EXISTS FOR (n:OpenStudy) ON EACH [n.searchCluster, n.searchTitle, n.searchBody, n.searchTopics]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE FULLTEXT INDEX listed_funds IF NOT EXISTS FOR (n:ListedFund) ON EACH [n.searchCluster, n.searchTitle, n.searchBody, n.searchTopics]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE FULLTEXT INDEX listed_pilots IF NOT EXISTS FOR (n:ListedPilot) ON EACH [n.searchCluster, n.searchTitle, n.searchBody, n.searchTopics]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE FULLTEXT INDEX listed_grants IF NOT EXISTS FOR (n:ListedGrant) ON EACH [n.searchCluster, n.searchTitle, n.searchBody, n.searchTopics]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE FULLTEXT INDEX listed_studies IF NOT EXISTS FOR (n:ListedStudy) ON EACH [n.searchCluster, n.searchTitle, n.searchBody, n.searchTopics]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};

// The words that lists are searched by.
CREATE FULLTEXT INDEX organizations IF NOT EXISTS FOR (n:Organization) ON EACH [n.searchCluster, n.searchTitle, n.searchBody]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE FULLTEXT INDEX people IF NOT EXISTS FOR (n:Person) ON EACH [n.searchCluster, n.searchTitle, n.searchBody]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE FULLTEXT INDEX products IF NOT EXISTS FOR (n:Product) ON EACH [n.searchCluster, n.searchTitle, n.searchBody]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
