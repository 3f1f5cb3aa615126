// Sends the form of a page that only leads on. Without scripts the person does it with its button.
document.querySelector('form[data-send]')?.submit()
