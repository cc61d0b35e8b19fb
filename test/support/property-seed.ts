import fc from 'fast-check';

// Property tests and fuzz tests draw the same inputs each time, so that what fails once fails again. ADABATCH_SEED
// draws others; a failure names the seed.

const { ADABATCH_SEED = '0' } = process.env;

fc.configureGlobal({ seed: Number(ADABATCH_SEED) });
