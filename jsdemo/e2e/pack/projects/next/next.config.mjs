// Nothing to set.
export default {};
