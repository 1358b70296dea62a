/** A CSS Module: its class names as written, to the names they have in the page. */
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>
  export default classes
}
declare module '*.css'
